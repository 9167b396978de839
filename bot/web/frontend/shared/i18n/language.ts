export type Language = 'en' | 'zh';

/** The supported language that a tag such as "zh-Hans-CN" means; undefined for any other. */
export function languageOf(tag: string | null | undefined): Language | undefined {
  const primary = tag?.toLowerCase().split(/[-_]/)[0];
  return primary === 'en' || primary === 'zh' ? primary : undefined;
}

/** The first supported language among the wishes, then the browser's, then English. */
export function chooseLanguage(...wishes: (string | null | undefined)[]): Language {
  for (const wish of [...wishes, ...navigator.languages]) {
    const language = languageOf(wish);
    if (language) return language;
  }
  return 'en';
}
