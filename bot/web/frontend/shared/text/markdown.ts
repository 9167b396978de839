import DOMPurify from 'dompurify';
import { Marked } from 'marked';
import { linkTarget } from './links';

const marked = new Marked({
  breaks: true,
  gfm: true,
  renderer: {
    // A heading inside a bubble would tear the outline of the page.
    heading({ tokens }) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>`;
    },
    // HTML is no part of the subset: it is shown as it was written, and never reaches a parser that might heed it.
    html({ text }) {
      return /^<br\s*\/?>$/i.test(text) ? '<br>' : escaped(text);
    },
    image({ text }) {
      return escaped(text);
    },
  },
});

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

const POLICY = {
  ALLOWED_TAGS: [
    ...['p', 'br', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a'],
    ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'start'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|\/(?!\/)|#)/i,
};

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName === 'A') pointOut(node);
});

function pointOut(link: Element): void {
  const href = link.getAttribute('href');
  const target = href ? linkTarget(href) : undefined;
  if (!target) return link.removeAttribute('href');
  link.setAttribute('href', target.href);
  link.setAttribute('target', target.target);
  link.setAttribute('rel', 'noopener noreferrer nofollow');
}

/** Markdown of the service or of a person as harmless HTML: no image, no script, no style, links with a safe scheme only. */
export function markdown(words: string): string {
  return DOMPurify.sanitize(toHtml(words), POLICY);
}

/** The same for an answer, where `[n]` becomes a button that opens citation n. */
export function citedMarkdown(words: string, cited: ReadonlyMap<number, string>): string {
  const clean = DOMPurify.sanitize(toHtml(words), { ...POLICY, RETURN_DOM_FRAGMENT: true });
  markCitations(clean, cited);
  const holder = document.createElement('div');
  holder.append(clean);
  return holder.innerHTML;
}

function toHtml(words: string): string {
  return marked.parse(words, { async: false });
}

function markCitations(root: DocumentFragment, cited: ReadonlyMap<number, string>): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as Text);
  for (const node of found) node.replaceWith(...withButtons(node.data, cited));
}

const CITATION = /(\s*\[\d+\][.,;:!?)。，、；：！？）]?)/;

function withButtons(words: string, cited: ReadonlyMap<number, string>): (string | Node)[] {
  return words.split(CITATION).map((piece) => {
    const [, number, stop = ''] = /\[(\d+)\](.?)$/.exec(piece) ?? [];
    const label = cited.get(Number(number));
    return label === undefined ? piece : unbroken(citationButton(Number(number), label), stop);
  });
}

/** A citation with the stop after it, which must not begin a line. */
function unbroken(...together: (string | Node)[]): Node {
  const span = document.createElement('span');
  span.className = 'whitespace-nowrap';
  span.append(...together);
  return span;
}

function citationButton(n: number, label: string): Node {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'citation';
  button.dataset['citation'] = String(n);
  button.setAttribute('aria-label', label);
  button.textContent = String(n);
  return button;
}

/** The words alone, as they are read out. */
export function plain(words: string): string {
  const holder = document.createElement('template');
  holder.innerHTML = markdown(words.replace(/\s*\[\d+\]/g, ''));
  return (holder.content.textContent ?? '').replace(/\s+/g, ' ').trim();
}
