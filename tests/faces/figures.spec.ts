import { readFileSync } from 'node:fs';
import { expect, place, test } from './shopper';
import { Staff } from './staff';

const WORDS = {
  en: {
    ask: 'I want to talk to a person', about: 'the handle of my kettle came off, number 7741', figures: 'Figures', now: 'Waiting now', over: 'In these days', byDay: 'By day', byPerson: 'By person', csv: /CSV/,
    limits: 'Service levels', noLimits: /^No limits are set/, talks: 'Conversations', take: 'Take it', reply: 'Reply', hello: 'Hello, Fay here.', close: 'Close', waits: /waiting, the longest/,
    log: 'Log', check: 'Check of the log', well: 'All is well.', taken: 'Conversation taken', who: 'Who', what: 'What', show: 'Show', none: /^Nothing of that kind/, marks: 'Shoppers’ marks',
  },
  zh: {
    ask: '转人工', about: '我的水壶把手掉了，编号8852', figures: '统计', now: '正在等待', over: '所选日期', byDay: '按日统计', byPerson: '按人员统计', csv: /CSV/,
    limits: '服务水平', noLimits: /^尚未设置时限/, talks: '对话', take: '接待', reply: '回复', hello: '您好，我是小飞。', close: '结束对话', waits: /位顾客在等待/,
    log: '操作记录', check: '记录检查', well: '一切正常。', taken: '接待对话', who: '操作者', what: '事件', show: '查看', none: /^没有符合条件/, marks: '顾客评分',
  },
} as const;

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test(`a supervisor sees who waits, what was done, and the log of it (${language})`, async ({ shopper, browser }) => {
      const boss = await Staff.open(browser, language);
      await boss.join('Fay', 'supervisor');
      await shopper.open();
      await shopper.say(words.ask);
      await shopper.field.fill(words.about);
      await shopper.field.press('Enter');
      await boss.goTo(words.figures);
      await expect(boss.block(words.now).getByText(words.waits)).toBeVisible();
      await expect(boss.block(words.limits).getByText(words.noLimits)).toBeVisible();

      await boss.page.getByRole('navigation', { name: boss.words.pages }).getByRole('button', { name: words.talks, exact: true }).click();
      await boss.page.getByRole('button').filter({ hasText: words.about }).click();
      await boss.page.getByRole('button', { name: words.take, exact: true }).click();
      await boss.page.getByRole('textbox', { name: words.reply }).fill(words.hello);
      await boss.page.keyboard.press('Enter');
      await expect(shopper.from('agent')).toContainText(words.hello);

      await boss.goTo(words.figures);
      const people = boss.block(words.byPerson);
      await expect(people.getByRole('row').filter({ has: boss.page.getByRole('rowheader', { name: 'Fay' }) }).first()).toBeVisible();
      await expect(boss.main.getByRole('table').first().getByRole('row')).toHaveCount(8);
      expect(await boss.objections()).toEqual([]);
      await boss.shoot('figures');
      const download = boss.page.waitForEvent('download');
      await boss.main.getByRole('link', { name: words.csv }).click();
      const table = readFileSync(await (await download).path(), 'utf8');
      expect(table).toContain('first_response_median_s');
      expect(table).toMatch(/^person,Fay,/m);

      await boss.goTo(words.log);
      await expect(boss.block(words.check).getByText(words.well)).toBeVisible();
      await boss.main.getByLabel(words.who).fill(`staff:${boss.login}`);
      await boss.main.getByLabel(words.what, { exact: true }).selectOption({ label: words.taken });
      await boss.main.getByRole('button', { name: words.show }).click();
      const lines = boss.main.getByRole('list', { name: words.log }).getByRole('listitem');
      await expect(lines).toHaveCount(1);
      await expect(lines).toContainText(boss.login);
      expect(await boss.objections()).toEqual([]);
      await boss.shoot('log');
      await boss.main.getByLabel(words.who).fill('staff:nobody@shop.example');
      await boss.main.getByRole('button', { name: words.show }).click();
      await expect(boss.main.getByText(words.none)).toBeVisible();
      await boss.leave();
    });
  });
}

test('figures and log fit a phone in the dark', async ({ browser }) => {
  const boss = await Staff.open(browser, 'zh', { viewport: { width: 390, height: 780 }, colorScheme: 'dark' });
  await boss.join('Gus', 'supervisor');
  for (const page of [WORDS.zh.figures, WORDS.zh.log]) {
    await boss.goTo(page);
    await expect(boss.main.getByRole('region').first()).toBeVisible();
    const overflow = await boss.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, 'nothing is wider than the phone').toBeLessThanOrEqual(0);
    expect(await boss.objections()).toEqual([]);
    await boss.shoot(`phone-${page === WORDS.zh.figures ? 'figures' : 'log'}`);
  }
  await boss.leave();
});

test('a merchant sees the figures alone', async ({ browser }) => {
  const merchant = await Staff.open(browser, 'en');
  await merchant.join('Hal', 'merchant');
  await expect(merchant.main.getByRole('heading', { level: 2, name: WORDS.en.figures })).toBeVisible();
  expect((await merchant.page.request.get(`${place.origin}/api/v1/desk/audit`)).status()).toBe(403);
  expect((await merchant.page.request.get(`${place.origin}/api/v1/desk/handoffs`)).status()).toBe(403);
  await merchant.leave();
});
