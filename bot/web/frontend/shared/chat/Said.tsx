/** What a shopper wrote, exactly as written: no Markdown is read into it. */
export function Said({ words }: { words: string }) {
  return <p class="text-[.9375rem] leading-relaxed whitespace-pre-line wrap-anywhere">{words}</p>;
}

/** Who looks at a conversation: their own words stand at the end side. */
export type Side = 'shopper' | 'agent';
