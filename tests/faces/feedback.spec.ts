import type { Locator } from '@playwright/test';
import { Agent } from './agent';
import { contrast } from '../../bot/web/frontend/tests/e2e/contrast';
import { bot, rows } from './service';
import { expect, place, test, type Language, type Shopper } from './shopper';
import { unique } from './unique';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];
const STORE = (): string => place.environment['STORE_URL']!.replace('sqlite+aiosqlite:///', '');

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    ask: 'How long do I have to return shoes?', helpful: 'Helpful', unhelpful: 'Not helpful', cancel: 'cancel W10169',
    before: 'my parcel hums a tune, number 4417', person: 'I want to talk to a person', hello: 'Hello, Mei here. It is the music box!',
    rate: 'How was the help of our team?', four: '4 of 5 stars: good', two: '2 of 5 stars: poor', comment: 'What should we know? (optional)', kind: 'Quick and kind',
    seenThumb: 'Marked as not helpful', seenRating: 'The customer’s rating of our help: 4 of 5 stars', again: 'the music box has stopped, number 9981',
    send: 'Send rating', later: 'Rather not', thanks: 'Thank you for your rating.', change: 'Change it',
  },
  zh: {
    ask: '鞋子多久之内可以退货？', helpful: '有帮助', unhelpful: '没有帮助', cancel: '取消订单W10174',
    before: '我的包裹在唱歌，编号5528', person: '转人工', hello: '您好，我是小梅，那是音乐盒！',
    rate: '您对人工客服的服务满意吗？', four: '4 星（共 5 星）：满意', two: '2 星（共 5 星）：不满意', comment: '还有什么想告诉我们？（选填）', kind: '又快又好',
    seenThumb: '顾客认为没有帮助', seenRating: '顾客对人工服务的评价：4 星（共 5 星）', again: '音乐盒停了，编号9982',
    send: '提交评价', later: '暂不评价', thanks: '感谢您的评价。', change: '修改评价',
  },
};
const CUSTOMERS: Readonly<Record<Language, string>> = { en: 'C-1004', zh: 'C-1001' };

/** The handoff of the shopper who said these words. */
async function handoffOf(words: string): Promise<string> {
  const listed = await bot(place, 'handoffs', 'list');
  const handoff = listed.split(/\n(?=\S)/).find((entry) => entry.includes(words));
  if (!handoff) throw new Error(`nobody who said ${words} waits:\n${listed}`);
  return handoff.split(/\s/)[0]!;
}

/** A person has helped, and the conversation has left them. */
async function helped(shopper: Shopper, before: string, end: 'return' | 'close'): Promise<string> {
  const words = WORDS[shopper.language];
  const said = unique(before);
  await shopper.say(said);
  await shopper.say(words['person']!);
  const handoff = await handoffOf(said);
  await bot(place, 'handoffs', 'answer', handoff, words['hello']!);
  await expect(shopper.from('agent')).toContainText(words['hello']!);
  await bot(place, 'handoffs', end, handoff);
  return handoff;
}

for (const { language, theme, phone } of [
  { language: 'en', theme: 'light', phone: true },
  { language: 'zh', theme: 'dark', phone: false },
] as const) {
  const words = WORDS[language] as Record<string, string>;

  test.describe(`${language} ${theme}`, () => {
    test.use({ language, colorScheme: theme, ...(phone ? { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } : {}) });

    test('an answer is marked, the mark outlives a reload, and is taken back', async ({ shopper, page }) => {
      await shopper.open();
      const answer = await shopper.say(words['ask']!);
      const thumb = (within: Locator, name: string): Locator => within.getByRole('button', { name, exact: true });
      await expect(thumb(answer, words['helpful']!)).toHaveAttribute('aria-pressed', 'false');
      await thumb(answer, words['helpful']!).click();
      await expect(thumb(answer, words['helpful']!)).toHaveAttribute('aria-pressed', 'true');
      await thumb(answer, words['unhelpful']!).focus();
      await page.keyboard.press('Space');
      await expect(thumb(answer, words['unhelpful']!)).toHaveAttribute('aria-pressed', 'true');
      await expect(thumb(answer, words['helpful']!)).toHaveAttribute('aria-pressed', 'false');
      for (const name of ['helpful', 'unhelpful']) expect(await contrast(thumb(answer, words[name]!))).toBeGreaterThanOrEqual(4.5);
      expect(await shopper.objections()).toEqual([]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-thumbs.png` });
      await page.reload();
      if (phone) await shopper.launcher.click();
      const again = shopper.from('bot').last();
      await expect(thumb(again, words['unhelpful']!)).toHaveAttribute('aria-pressed', 'true');
      await thumb(again, words['unhelpful']!).click();
      await expect(thumb(again, words['unhelpful']!)).toHaveAttribute('aria-pressed', 'false');
    });

    test('a confirmation has no thumbs', async ({ shopper }) => {
      await shopper.signIn(CUSTOMERS[language]);
      await shopper.open();
      const asked = await shopper.say(words['cancel']!);
      await expect(asked.getByRole('group', { name: shopper.words.confirmation })).toBeVisible();
      await expect(asked.getByRole('button', { name: words['helpful']!, exact: true })).toHaveCount(0);
    });

    test("a person's help is rated by keyboard, changed, and the talk goes on", async ({ shopper, page }) => {
      // Each word of the command line starts a process of its own.
      test.slow();
      await shopper.open();
      const handoff = await helped(shopper, words['before']!, 'return');
      const card = shopper.panel.locator('[data-rating=asked]');
      const stars = card.getByRole('group', { name: words['rate']! });
      await expect(stars.getByRole('radio')).toHaveCount(5);
      // It never blocks going on.
      await expect(await shopper.say(words['ask']!)).toContainText(/45/);
      await stars.getByRole('radio').first().focus();
      await page.keyboard.press('Space');
      for (let pressed = 0; pressed < 3; pressed++) await page.keyboard.press('ArrowRight');
      await expect(stars.getByRole('radio', { name: words['four']! })).toBeChecked();
      for (const star of await stars.locator('label').all()) expect(await contrast(star)).toBeGreaterThanOrEqual(3);
      await card.getByRole('textbox', { name: words['comment']! }).fill(words['kind']!);
      expect(await shopper.objections()).toEqual([]);
      expect(await shopper.overflow()).toBe(0);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-rating.png` });
      await card.getByRole('button', { name: words['send']! }).press('Enter');
      const given = shopper.panel.locator('[data-rating=given]');
      const change = given.getByRole('button', { name: words['change']! });
      await expect(given).toContainText(words['thanks']!);
      await expect(change, 'the focus does not go with the form').toBeFocused();
      await expect(given.getByRole('img', { name: words['four']! })).toBeVisible();
      expect(await contrast(given.getByRole('img'))).toBeGreaterThanOrEqual(3);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-rated.png` });
      const kept = (): Promise<unknown[][]> => rows(STORE(), `SELECT score, comment FROM ratings WHERE handoff_id = '${handoff}'`);
      await expect.poll(kept).toEqual([[4, words['kind']!]]);
      await page.reload();
      if (phone) await shopper.launcher.click();
      await change.press('Enter');
      await expect(stars.getByRole('radio', { name: words['four']! })).toBeFocused();
      await card.getByRole('button', { name: words['later']! }).press('Enter');
      await expect(change).toBeFocused();
      await change.click();
      await card.getByRole('radio', { name: words['two']! }).check({ force: true });
      await card.getByRole('button', { name: words['send']! }).click();
      await expect(given.getByRole('img', { name: words['two']! })).toBeVisible();
      await expect.poll(kept).toEqual([[2, words['kind']!]]);
    });

    test('the desk sees what the shopper thought of it', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language, { colorScheme: theme, viewport: { width: 1360, height: 820 } });
      await agent.join('Ann', 'agent');
      await shopper.open();
      await (await shopper.say(words['ask']!)).getByRole('button', { name: words['unhelpful']!, exact: true }).click();
      await shopper.say(words['person']!);
      await shopper.field.fill(words['again']!);
      await shopper.field.press('Enter');
      await agent.entry(words['again']!).click();
      await expect(agent.log).toContainText(words['seenThumb']!);
      await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
      await agent.say(words['hello']!);
      await agent.page.getByRole('button', { name: agent.words.back, exact: true }).click();
      const card = shopper.panel.locator('[data-rating=asked]');
      await card.getByRole('radio', { name: words['four']! }).check({ force: true });
      await card.getByRole('textbox', { name: words['comment']! }).fill(words['kind']!);
      await card.getByRole('button', { name: words['send']! }).click();
      await expect(shopper.panel.locator('[data-rating=given]')).toBeVisible();
      await agent.page.reload();
      await shopper.say(words['person']!);
      await shopper.field.fill(words['again']!);
      await shopper.field.press('Enter');
      await agent.entry(words['again']!).first().click();
      await expect(agent.log.locator('[data-rated="4"]')).toContainText(words['seenRating']!);
      await expect(agent.log.locator('[data-rated="4"]')).toContainText(words['kind']!);
      // Nobody of the shop marks anything.
      await expect(agent.log.getByRole('button', { name: words['helpful']!, exact: true })).toHaveCount(0);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('marks');
      await agent.page.context().close();
    });

    test('who would rather not say is not asked again', async ({ shopper, page }) => {
      // Each word of the command line starts a process of its own.
      test.slow();
      await shopper.open();
      await helped(shopper, words['before']!, 'close');
      const card = shopper.panel.locator('[data-rating]');
      await card.getByRole('button', { name: words['later']! }).click();
      await expect(card).toHaveCount(0);
      await page.reload();
      if (phone) await shopper.launcher.click();
      await expect(shopper.from('agent')).toContainText(words['hello']!);
      await expect(card).toHaveCount(0);
    });
  });
}
