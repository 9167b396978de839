import { Agent } from './agent';
import { expect, test } from './shopper';

const WORDS = {
  en: { mine: 'My availability', colleagues: 'Colleagues here', busy: 'Busy' },
  zh: { mine: '我的状态', colleagues: '在岗同事', busy: '忙碌' },
} as const;

/** Longer than a page takes to ask again, every quarter of a minute, who is there. */
const TOLD = { timeout: 60_000 };

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test(`each sees who else is at the desk, and what they have chosen to be (${language})`, async ({ browser }) => {
    const ann = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
    const bob = await Agent.open(browser, language, { viewport: { width: 390, height: 780 } });
    const [first, second] = [`Ann-${language}`, `Bob-${language}`];
    await ann.join(first, 'agent');
    await bob.join(second, 'supervisor');
    await bob.chooses(words.mine, 'busy');
    await ann.page.getByLabel(words.mine).selectOption('online');
    const colleague = ann.page.getByRole('region', { name: words.colleagues }).getByRole('listitem').filter({ hasText: second });
    await expect(colleague).toContainText(words.busy, TOLD);
    await bob.page.reload();
    await expect(bob.page.getByLabel(words.mine), 'what was chosen stays').toHaveValue('busy');
    await expect(bob.page.getByRole('region', { name: words.colleagues })).toContainText(first);
    expect(await ann.objections()).toEqual([]);
    expect(await bob.objections()).toEqual([]);
    await ann.shoot('colleagues');
    await bob.shoot('colleagues-phone');
    await bob.page.getByRole('button', { name: bob.words.signOut }).click();
    await expect(colleague).toHaveCount(0, TOLD);
    await Promise.all([ann, bob].map((agent) => agent.page.context().close()));
  });
}
