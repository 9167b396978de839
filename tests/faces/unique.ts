/** Words that no other test says, even one that runs at the same time: the mark is short, since digits may look like a card's number. */
export function unique(words: string): string {
  return `${words} ${Math.random().toString(36).replace(/[^a-z]/g, '').slice(0, 6)}`;
}
