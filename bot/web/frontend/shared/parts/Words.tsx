import { rich } from '../text/rich';

interface Props {
  readonly text: string;
  /** The labels of the citations that `[n]` opens, by their number. */
  readonly cited?: ReadonlyMap<number, string>;
  readonly onClick?: (event: MouseEvent) => void;
}

/** Words in a subset of Markdown. */
export function Words({ text, cited, onClick }: Props) {
  const look = 'prose text-[.9375rem] leading-relaxed';
  const markdown = rich.value;
  if (!markdown) return <div class={`${look} whitespace-pre-line`}>{text}</div>;
  const html = cited ? markdown.citedMarkdown(text, cited) : markdown.markdown(text);
  return <div class={look} {...(onClick ? { onClick } : {})} dangerouslySetInnerHTML={{ __html: html }} />;
}
