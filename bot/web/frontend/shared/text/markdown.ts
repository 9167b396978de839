import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { linkTarget } from './links';

const ALLOWED_TAGS = [
  ...['p', 'br', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td', 'h3', 'h4', 'button'],
];
const ALLOWED_ATTR = ['href', 'title', 'data-citation', 'type', 'start'];
const POLICY = { ALLOWED_TAGS, ALLOWED_ATTR, ALLOW_DATA_ATTR: false, ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|\/(?!\/)|#)/i };

DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName === 'A') pointOut(node);
});

function pointOut(link: Element): void {
  const target = linkTarget(link.getAttribute('href') ?? '');
  if (!target) return link.removeAttribute('href');
  link.setAttribute('href', target.href);
  link.setAttribute('target', target.target);
  link.setAttribute('rel', 'noopener noreferrer nofollow');
}

/** Markdown of the service or of a person as harmless HTML: no image, no script, no style, links with a safe scheme only. */
export function markdown(words: string): string {
  const html = marked.parse(words, { async: false, breaks: true, gfm: true });
  return DOMPurify.sanitize(html, { ...POLICY, ALLOWED_TAGS: ALLOWED_TAGS.filter((tag) => tag !== 'button') });
}

/** The same for an answer, where `[n]` becomes a button that opens citation n. */
export function citedMarkdown(words: string, cited: ReadonlyMap<number, string>): string {
  const html = marked.parse(words, { async: false, breaks: true, gfm: true });
  const clean = DOMPurify.sanitize(html, { ...POLICY, RETURN_DOM_FRAGMENT: true });
  clean.querySelectorAll('button').forEach((button) => button.replaceWith(...button.childNodes));
  markCitations(clean, cited);
  const holder = document.createElement('div');
  holder.append(clean);
  return holder.innerHTML;
}

function markCitations(root: DocumentFragment, cited: ReadonlyMap<number, string>): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as Text);
  for (const node of found) node.replaceWith(...withButtons(node.data, cited));
}

function withButtons(words: string, cited: ReadonlyMap<number, string>): (string | Node)[] {
  return words.split(/(\[\d+\])/).map((piece) => {
    const n = Number(/^\[(\d+)\]$/.exec(piece)?.[1]);
    const label = cited.get(n);
    return label === undefined ? piece : citationButton(n, label);
  });
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
  holder.innerHTML = markdown(words.replace(/\[\d+\]/g, ''));
  return (holder.content.textContent ?? '').replace(/\s+/g, ' ').trim();
}
