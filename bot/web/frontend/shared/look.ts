/** How the shop wants the widget to look: read on the shop's page, used there and in the panel. */
import { readAccent } from './text/accent';
import type { Language } from './i18n/language';

interface Wish {
  readonly accepts: string;
  /** What is meant, or undefined if the value is not accepted. */
  readonly read: (value: string, page: string) => string | undefined;
}

const LARGEST_Z = 2147483647;

const TITLE: Wish = words(60);
const GREETING: Wish = words(300);

export const WISHES = {
  accent: { accepts: '#rgb or #rrggbb', read: (value) => readAccent(value) },
  theme: oneOf('light|dark|auto'),
  corner: oneOf('left|right|start|end'),
  zIndex: { accepts: `a whole number from 1 to ${LARGEST_Z}`, read: readZ },
  logo: { accepts: "an https address, or one of the page's own origin", read: readLogo },
  language: oneOf('en|zh'),
  title: TITLE,
  titleEn: TITLE,
  titleZh: TITLE,
  greeting: GREETING,
  greetingEn: GREETING,
  greetingZh: GREETING,
} as const satisfies Readonly<Record<string, Wish>>;

export type Look = { readonly [name in keyof typeof WISHES]?: string };

type Refuse = (name: string, accepts: string) => void;

/** The look among some values of a page. `refuse` is told of each that is not accepted, and what is. */
export function readLook(from: Readonly<Record<string, unknown>>, refuse: Refuse = () => {}, page = location.href): Look {
  const look: Partial<Record<keyof Look, string>> = {};
  for (const name in WISHES) {
    if (!Object.hasOwn(WISHES, name)) continue;
    const wish: Wish = WISHES[name as keyof Look];
    const value = from[name];
    if (value === undefined || value === null || value === '') continue;
    const meant = typeof value === 'string' || typeof value === 'number' ? wish.read(`${value}`.trim(), page) : undefined;
    if (meant === undefined) refuse(name, wish.accepts);
    else look[name as keyof Look] = meant;
  }
  return spread(look);
}

/** The shop's own words for the title or the greeting, if it has any. */
export function wordsFor(look: Look, what: 'title' | 'greeting', language: Language): string | undefined {
  return look[`${what}${language === 'en' ? 'En' : 'Zh'}`];
}

/** What was said for both languages, said for each. */
function spread({ title, greeting, ...look }: Look): Look {
  return {
    ...(title && { titleEn: title, titleZh: title }),
    ...(greeting && { greetingEn: greeting, greetingZh: greeting }),
    ...look,
  };
}

function oneOf(names: string): Wish {
  const accepted = new RegExp(`^(${names})$`);
  return { accepts: names.replaceAll('|', ', '), read: (value) => (accepted.test(value) ? value : undefined) };
}

function words(most: number): Wish {
  return { accepts: `up to ${most} characters`, read: (value) => (value.length <= most ? value : undefined) };
}

function readZ(value: string): string | undefined {
  return /^\d{1,10}$/.test(value) && +value >= 1 && +value <= LARGEST_Z ? `${+value}` : undefined;
}

function readLogo(value: string, page: string): string | undefined {
  if (!URL.canParse(value, page)) return undefined;
  const { href, origin, protocol } = new URL(value, page);
  return protocol === 'https:' || (protocol === 'http:' && origin === new URL(page).origin) ? href : undefined;
}
