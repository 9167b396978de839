import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import { Agent } from './agent';
import { ROOT, rows } from './service';
import { expect, place, test, type Language, type Shopper } from './shopper';
import { Staff } from './staff';

const FOLDER = join(ROOT, 'docs/screenshots');
/** Flat surfaces need few colours, and a repository no large files. */
const FEWER_COLOURS = 'import sys; from PIL import Image; p = sys.argv[1]; Image.open(p).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(p, optimize=True)';

const QUESTIONS: Readonly<Record<Language, { readonly policy: string; readonly cancel: string }>> = {
  en: { policy: 'How long do I have to return shoes?', cancel: 'please cancel W10169' },
  zh: { policy: '鞋子多久之内可以退货？', cancel: '取消订单W10194' },
};
const AT_THE_DESK: Readonly<Record<Language, { readonly order: string; readonly about: string; readonly hello: string }>> = {
  en: { order: 'where is W10102?', about: 'the box came with a dent, is the keyboard still covered?', hello: 'Hello, Ann here. I am looking into it for you.' },
  zh: { order: 'W10121到哪了', about: '包装盒压坏了，耳机还在保修范围内吗？', hello: '您好，我是小安，正在为您查询。' },
};
const CUSTOMERS: Readonly<Record<Language, string>> = { en: 'C-1004', zh: 'C-1001' };
const MORE: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    ann: 'Ann', bob: 'Bob', lid: 'The lid of my teapot arrived cracked. Can you send a new one?', mail: 'You can also write to mei@example.com', link: 'A new lid leaves today. You will have it on Friday.',
    passOn: 'Pass on…', to: 'To a colleague', note: 'Note for them (private)', why: 'You know the tea sets: which lid fits?', aids: 'Reply aids', change: 'cancel order W10175', customer: 'C-1023', want: 'Please cancel my order W10175, I bought it twice',
    rate: 'How was the help of our team?', four: '4 of 5 stars: good', comment: 'What should we know? (optional)', kind: 'Quick and kind, thank you!', figures: 'Figures', log: 'Log', accounts: 'Accounts',
  },
  zh: {
    ann: '小安', bob: '小波', lid: '茶壶收到时壶盖裂了，可以补寄一个吗？', mail: '也可以写信给我：mei.zh@example.com', link: '新壶盖今天寄出，周五前送到。',
    passOn: '转交…', to: '转给同事', note: '给对方的备注（内部）', why: '茶具你熟：哪个壶盖合适？', aids: '回复助手', change: '取消订单 W10194', customer: 'C-1001', want: '请帮我取消订单W10194，买重复了',
    rate: '您对人工客服的服务满意吗？', four: '4 星（共 5 星）：满意', comment: '还有什么想告诉我们？（选填）', kind: '又快又好，谢谢！', figures: '统计', log: '操作记录', accounts: '账号管理',
  },
};
const PHONE = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true, deviceScaleFactor: 1.5 } as const;
/** Of a picture beside others in a document. */
const DESK = { viewport: { width: 1280, height: 760 }, deviceScaleFactor: 1 } as const;

async function keep(shown: Page | Locator, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await shown.screenshot({ path, animations: 'disabled' });
  await promisify(execFile)(join(ROOT, '.venv/bin/python'), ['-c', FEWER_COLOURS, path]);
}

async function write(shopper: Shopper, text: string): Promise<void> {
  await shopper.field.fill(text);
  await shopper.field.press('Enter');
}

async function atTheDesk(browser: Parameters<typeof Agent.open>[0], language: Language, name: string): Promise<Agent> {
  const agent = await Agent.open(browser, language, DESK);
  await agent.join(name, 'agent');
  return agent;
}

async function close(agent: Agent): Promise<void> {
  await agent.page.getByRole('button', { name: agent.words.close, exact: true }).click();
  await agent.page.context().close();
}

for (const language of ['en', 'zh'] as const) {
  test.describe(language, () => {
    test.use({ language, viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 });

    test('the widget on the demo shop', async ({ shopper, page }) => {
      const { policy, cancel } = QUESTIONS[language];
      await shopper.signIn(CUSTOMERS[language]);
      await shopper.launcher.click();
      const answer = await shopper.say(policy);
      await answer.getByRole('button', { name: new RegExp(`^${shopper.words.source} 1`) }).last().click();
      await expect(shopper.panel.getByRole('dialog')).toBeVisible();
      await keep(page, `widget-${language}`);
      await page.keyboard.press('Escape');
      const asked = await shopper.say(cancel);
      await expect(asked.getByRole('group', { name: shopper.words.confirmation })).toBeInViewport();
      await keep(page, `cancelling-${language}`);
    });

    test('the desk beside the widget', async ({ shopper, page, browser }) => {
      const { order, about, hello } = AT_THE_DESK[language];
      const agent = await Agent.open(browser, language, { viewport: { width: 1440, height: 860 }, deviceScaleFactor: 1.5 });
      await agent.join(language === 'zh' ? '小安' : 'Ann', 'agent');
      await shopper.signIn(CUSTOMERS[language]);
      await shopper.launcher.click();
      await shopper.say(order);
      await shopper.say(agent.words.ask);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await agent.entry(about).click();
      await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
      await agent.say(hello);
      await expect(shopper.from('agent')).toContainText(hello);
      await keep(page, `person-${language}`);
      await keep(agent.page, `desk-${language}`);
      await agent.page.setViewportSize({ width: 390, height: 780 });
      await keep(agent.page, `desk-phone-${language}`);
      await agent.page.setViewportSize({ width: 1440, height: 860 });
      await close(agent);
    });

    test('waiting, being taken, passed on and rated', async ({ shopper, browser }) => {
      const words = MORE[language] as Record<string, string>;
      const [ann, bob] = [await atTheDesk(browser, language, words['ann']!), await atTheDesk(browser, language, words['bob']!)];
      await shopper.open();
      await shopper.say(ann.words.ask);
      await expect(shopper.from('bot').getByText(ann.words.place)).toBeVisible();
      await write(shopper, words['lid']!);
      await ann.entry(words['lid']!).click();
      await expect(ann.from('shopper').last()).toContainText(words['lid']!);
      await keep(shopper.frame, `queue-${language}`);
      await keep(ann.page, `taking-${language}`);
      await ann.page.getByRole('button', { name: ann.words.take, exact: true }).click();
      await ann.say(ann.words.hello);
      await ann.page.getByRole('button', { name: words['passOn']! }).click();
      const dialog = ann.page.getByRole('dialog');
      await dialog.getByLabel(words['to']!).selectOption({ label: words['bob']! });
      await dialog.getByLabel(words['note']!).fill(words['why']!);
      await keep(ann.page, `passing-on-${language}`);
      await ann.page.keyboard.press('Escape');
      await ann.page.getByRole('button', { name: ann.words.back, exact: true }).click();
      const card = shopper.panel.locator('[data-rating=asked]');
      await card.getByRole('radio', { name: words['four']! }).check({ force: true });
      await card.getByRole('textbox', { name: words['comment']! }).fill(words['kind']!);
      await keep(shopper.frame, `rating-${language}`);
      await Promise.all([ann, bob].map((agent) => agent.page.context().close()));
    });

    test('an action that the agent proposes', async ({ shopper, browser }) => {
      const words = MORE[language] as Record<string, string>;
      const agent = await atTheDesk(browser, language, words['ann']!);
      await shopper.visit();
      // Not the conversation that another picture had with the same customer.
      await shopper.page.evaluate(() => localStorage.setItem('shoptalk.held.anew', '1'));
      await shopper.openAs(words['customer']!);
      await shopper.say(agent.words.ask);
      await write(shopper, words['want']!);
      await agent.entry(words['want']!).click();
      await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
      await agent.page.getByRole('tab', { name: words['aids']! }).click();
      await expect(agent.page.getByRole('article').filter({ hasText: words['change']! })).toBeVisible();
      await keep(agent.page, `action-${language}`);
      await close(agent);
    });

    test('the link in a letter, on a phone', async ({ shopper, browser }) => {
      const words = MORE[language] as Record<string, string>;
      const agent = await atTheDesk(browser, language, words['ann']!);
      await shopper.open();
      await shopper.say(agent.words.ask);
      await write(shopper, words['lid']!);
      await write(shopper, words['mail']!);
      await agent.entry(words['mail']!).click();
      await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
      await agent.say(words['link']!);
      const query = `SELECT text FROM outbox WHERE "to" = '${/\S+@\S+/.exec(words['mail']!)![0].replace(/^[^\x00-\x7f]+/, '')}' ORDER BY id DESC LIMIT 1`;
      let text = '';
      await expect.poll(async () => (text = String((await rows(join(place.folder, 'shoptalk.db'), query))[0]?.[0] ?? '')), { timeout: 20_000 }).toContain('/panel#');
      const phone = await browser.newContext({ ...PHONE, locale: language === 'zh' ? 'zh-CN' : 'en-US' });
      const page = await phone.newPage();
      await page.goto(/\S+\/panel#\S+/.exec(text)![0]);
      await expect(page.locator('[data-author=agent]')).toContainText(words['link']!);
      await keep(page, `link-${language}`);
      await phone.close();
      await close(agent);
    });

    test('figures, log and accounts', async ({ browser }) => {
      const words = MORE[language] as Record<string, string>;
      const boss = await Staff.open(browser, language, { viewport: { width: 1280, height: 900 } });
      await boss.join(words['ann']!, 'admin');
      for (const [page, name] of [['figures', 'figures'], ['log', 'log'], ['accounts', 'accounts']] as const) {
        await boss.goTo(words[page]!);
        await expect(boss.main.getByRole('region').first()).toBeVisible();
        await keep(boss.page, `${name}-${language}`);
      }
      await boss.leave();
    });
  });
}

for (const { language, theme } of [
  { language: 'en', theme: 'dark' },
  { language: 'zh', theme: 'light' },
] as const) {
  test.describe(`${language}, ${theme}, on a phone`, () => {
    test.use({ language, colorScheme: theme, ...PHONE });

    test('the widget', async ({ shopper, page }) => {
      await shopper.open();
      await shopper.say(QUESTIONS[language].policy);
      await keep(page, `phone-${language}-${theme}`);
    });
  });
}
