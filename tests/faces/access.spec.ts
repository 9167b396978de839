import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { contrast } from '../../bot/web/frontend/tests/e2e/contrast';
import { measure, moving, nameOf, ring } from '../../bot/web/frontend/tests/e2e/measure';
import { Agent } from './agent';
import { Service } from './service';
import { expect, place, Shopper, test as base, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];
const DESKTOP = { width: 1280, height: 800 };
/** 1280 by 800 at 200 %. */
const ZOOMED = { width: 640, height: 400 };
const TEASER = `
proactive:
  - id: kettle
    when: {seconds: 1, pages: ["/products/"]}
    text: {en: "Shall I compare this with its neighbours?", zh: "要不要和同类商品比一比？"}
`;

const WORDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    ask: 'How long do I have to return shoes?', helpful: 'Helpful', unhelpful: 'Not helpful', menu: 'Menu', close: 'Close', field: 'Message', add: 'Add a picture', talk: 'Conversation',
    again: 'Start a new conversation', anew: 'Start anew', keep: 'Keep this one',
    save: 'Save or send the conversation', text: 'Download as text', page: 'Download as a page', email: 'E-mail address to send it to', mail: 'Send by e-mail', failed: 'That did not work',
    about: 'my sundial is late by an hour', place: 'Your place in the queue: ', rate: 'How was the help of our team?', star: 'of 5 stars', four: '4 of 5 stars: good', comment: 'What should we know? (optional)', send: 'Send rating', later: 'Rather not', change: 'Change it',
    teaser: 'Shall I compare this with its neighbours?', dismiss: 'Dismiss', open: 'Open the chat', quiet: 'No more of these', left: 'You can leave a message here. Our team will read it.',
  },
  zh: {
    ask: '鞋子多久之内可以退货？', helpful: '有帮助', unhelpful: '没有帮助', menu: '菜单', close: '关闭', field: '消息', add: '添加图片', talk: '对话',
    again: '开始新的对话', anew: '重新开始', keep: '保留当前对话',
    save: '保存或发送对话记录', text: '下载为文本', page: '下载为网页', email: '接收邮箱', mail: '发送到邮箱', failed: '操作未成功',
    about: '我的日晷慢了一个小时', place: '您当前排在第 ', rate: '您对人工客服的服务满意吗？', star: '（共 5 星）', four: '4 星（共 5 星）：满意', comment: '还有什么想告诉我们？（选填）', send: '提交评价', later: '暂不评价', change: '修改评价',
    teaser: '要不要和同类商品比一比？', dismiss: '知道了', open: '打开聊天', quiet: '不再显示此类消息', left: '您可以在这里留言，人工客服会看到。',
  },
};

/** How a part of the panel is to whoever does not see, does not use a mouse, magnifies, or wants things still. */
class Access {
  readonly words: Readonly<Record<string, string>>;

  constructor(
    private readonly shopper: Shopper,
    readonly language: Language,
  ) {
    this.words = WORDS[language];
  }

  /** What a screen reader has been told, without having gone there. */
  get live(): Locator {
    return this.shopper.panel.locator('main > [role=status], [data-teaser] > [role=status]');
  }

  /** Everything that can be asserted of what is shown in `part`, in both looks. */
  async check(part: Locator, name: string): Promise<void> {
    const { page } = this.shopper;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const target of await part.locator('button:visible, a:visible, textarea:visible, input:not([type=radio]):visible').all()) await measure(page, target, this.language);
      await this.measureWords(part);
      expect(await this.shopper.objections(), `${name}, ${colorScheme}`).toEqual([]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/access-${this.language}-${colorScheme}-${name}.png` });
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    expect(await moving(part.locator('xpath=descendant-or-self::*')), `${name} is still`).toEqual([]);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await this.zoom(part, name);
  }

  /** Words that are no control: they are read at 4.5 to 1. */
  private async measureWords(part: Locator): Promise<void> {
    for (const words of await part.locator('p:visible, legend:visible, h2:visible, label:visible').all()) {
      if ((await words.innerText()).trim()) expect(await contrast(words), await words.innerText()).toBeGreaterThanOrEqual(4.5);
    }
  }

  /** At 200 % nothing scrolls sideways, and each control can be brought whole into view. */
  private async zoom(part: Locator, name: string): Promise<void> {
    const { page, panel } = this.shopper;
    await page.setViewportSize(ZOOMED);
    const sideways = (): Promise<number> => panel.locator('html, [role=region], dialog[open]').evaluateAll((boxes) => Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth)));
    await expect.poll(sideways, `${name} does not scroll sideways`).toBe(0);
    for (const target of await part.locator('button:visible, a:visible, textarea:visible, input:not([type=radio]):visible, label:has([type=radio])').all()) {
      // As whoever has no mouse gets there: what takes the focus comes into view with it.
      await target.evaluate((element) => (element.querySelector('input') ?? (element as HTMLElement)).focus());
      await expect(target, `${name}, magnified: what has the focus is seen`).toBeInViewport({ ratio: 0.5 });
      await target.scrollIntoViewIfNeeded();
      await expect(target, `${name}, magnified: all of it fits`).toBeInViewport({ ratio: 0.95 });
    }
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/access-${this.language}-zoomed-${name}.png` });
    await page.setViewportSize(DESKTOP);
  }

  /** What has the focus after each press of Tab. */
  async tab(presses: number, key = 'Tab'): Promise<string[]> {
    const names: string[] = [];
    for (let press = 0; press < presses; press++) {
      await this.shopper.page.keyboard.press(key);
      names.push(await this.focused());
    }
    return names;
  }

  async focused(): Promise<string> {
    return this.shopper.panel.locator(':focus').evaluate(nameOf);
  }

  /** Opens a dialog from the menu by keyboard. */
  async pick(item: string): Promise<Locator> {
    await this.shopper.panel.getByRole('button', { name: this.words['menu']!, exact: true }).press('Enter');
    await this.shopper.panel.getByRole('button', { name: item, exact: true }).press('Enter');
    const dialog = this.shopper.panel.getByRole('dialog', { name: item });
    await expect(dialog).toBeVisible();
    return dialog;
  }
}

const test = base.extend<{ access: Access }>({ access: async ({ shopper, language }, use) => use(new Access(shopper, language)) });

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language] as Record<string, string>;

  test.describe(language, () => {
    test.use({ language, viewport: DESKTOP, colorScheme: 'light' });

    test('thumbs, starting again and the transcript', async ({ shopper, access, page }) => {
      test.setTimeout(360_000);
      await shopper.open();
      const answer = await shopper.say(words['ask']!);
      const thumbs = answer.getByRole('group').last();
      await thumbs.getByRole('button', { name: words['helpful']!, exact: true }).press('Space');
      await access.check(thumbs, 'thumbs');
      await thumbs.getByRole('button', { name: words['helpful']!, exact: true }).focus();
      expect(await access.tab(1)).toEqual([words['unhelpful']]);

      const asked = await access.pick(words['again']!);
      await expect.poll(() => access.focused()).toBe(words['close']);
      expect(await access.tab(4), 'the focus stays in the dialog').toEqual([words['anew'], words['keep'], words['close'], words['anew']]);
      await access.check(asked, 'start-again');
      await page.keyboard.press('Escape');
      await expect(asked).toBeHidden();
      await expect.poll(() => access.focused(), 'the focus goes back to where it came from').toBe(words['menu']);

      const saving = await access.pick(words['save']!);
      await expect.poll(() => access.focused()).toBe(words['close']);
      expect(await access.tab(5)).toEqual(['text', 'page', 'email', 'mail', 'close'].map((name) => words[name]));
      await saving.getByRole('textbox').fill('nobody@localhost');
      await saving.getByRole('textbox').press('Enter');
      await expect(saving.getByRole('status')).toContainText(words['failed']!);
      await access.check(saving, 'transcript');
      // While a letter is on its way its button rests.
      let letGo = (): void => {};
      const held = new Promise<void>((done) => (letGo = done));
      await page.route('**/transcript/**', (route) => held.then(() => route.continue()));
      await saving.getByRole('textbox').press('Enter');
      await expect(saving.locator('[aria-disabled=true]')).toHaveText(words['mail']!);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await contrast(saving.locator('[aria-disabled=true]')), `resting, ${colorScheme}`).toBeGreaterThanOrEqual(3);
      }
      letGo();
      await page.keyboard.press('Escape');
      await expect(saving).toBeHidden();
      await expect.poll(() => access.focused()).toBe(words['menu']);
    });

    test('the queue, a person who comes, and the rating of the help', async ({ shopper, access, browser, page }) => {
      test.setTimeout(360_000);
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      await agent.join(`Una-${language}`, 'agent');
      await shopper.open();
      await shopper.say(agent.words.ask);
      const notice = shopper.from('bot').last();
      await expect(notice).toContainText(words['place']!);
      await expect(access.live, 'the place is read out').toContainText(words['place']!);
      await access.check(notice, 'queue');
      await shopper.field.fill(words['about']!);
      await shopper.field.press('Enter');
      await agent.entry(words['about']!).click();
      await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
      await agent.say(agent.words.hello);
      await expect(access.live, 'what a person says is read out').toContainText(agent.words.hello);
      await access.check(shopper.from('agent').last(), 'person');
      await agent.page.getByRole('button', { name: agent.words.back, exact: true }).click();
      await expect(shopper.status).toHaveText(agent.words.own);
      await agent.page.context().close();

      const card = shopper.panel.locator('[data-rating=asked]');
      await expect(card).toBeVisible();
      await expect(access.live).toContainText(words['rate']!);
      const stars = card.getByRole('group', { name: words['rate']! });
      await stars.getByRole('radio').first().focus();
      await page.keyboard.press('Space');
      for (let pressed = 0; pressed < 3; pressed++) await page.keyboard.press('ArrowRight');
      await expect(stars.getByRole('radio', { name: words['four']! })).toBeChecked();
      expect(await access.tab(3)).toEqual(['comment', 'send', 'later'].map((name) => words[name]));
      expect(await access.tab(3, 'Shift+Tab'), 'the stars are one stop').toEqual([words['send'], words['comment'], words['four']]);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const star of await stars.locator('label').all()) {
          await page.mouse.move(1, 1);
          expect(await contrast(star), `a star, ${colorScheme}`).toBeGreaterThanOrEqual(3);
          await star.hover();
          await page.waitForTimeout(220);
          expect(await contrast(star), `a star under the pointer, ${colorScheme}`).toBeGreaterThanOrEqual(3);
          const { width, height } = (await star.boundingBox())!;
          expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
        }
        await page.keyboard.press('Control');
        await stars.getByRole('radio', { name: words['four']! }).focus();
        await expect.poll(() => ring(stars.locator('label:has(:checked)')), 'a star shows its focus').toBeGreaterThanOrEqual(2);
      }
      for (const name of await stars.getByRole('radio').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')!))) expect(name).toContain(words['star']!);
      await access.check(card, 'rating');
      await card.getByRole('button', { name: words['send']! }).press('Enter');
      const given = shopper.panel.locator('[data-rating=given]');
      await expect(given.getByRole('button', { name: words['change']! })).toBeVisible();
      await access.check(given, 'rated');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await contrast(given.getByRole('img'))).toBeGreaterThanOrEqual(3);
      }
    });

    test('the panel as a page of its own, as a letter opens it', async ({ browser }) => {
      test.setTimeout(360_000);
      const headers = { 'Content-Type': 'application/json' };
      const begun = await (await fetch(`${place.origin}/api/v1/conversations`, { method: 'POST', headers, body: JSON.stringify({ language }) })).json();
      const context = await browser.newContext({ viewport: DESKTOP, locale: language === 'zh' ? 'zh-CN' : 'en-US' });
      const page = await context.newPage();
      // The panel is the page itself: what is found in a frame elsewhere is found here.
      const shopper = new (class extends Shopper {
        override get panel() {
          return page as unknown as Shopper['panel'];
        }
      })(page, language, place.shop);
      const access = new Access(shopper, language);
      await page.goto(`${place.origin}/panel?language=${language}#conversation=${begun.conversation_id}&token=${begun.token}`);
      await shopper.say(words['ask']!);
      await expect(page.getByRole('main')).toHaveCount(1);
      await access.check(page.getByRole('main'), 'page');
      await page.getByRole('button', { name: words['menu']!, exact: true }).focus();
      expect(await access.tab(1)).toEqual([expect.stringContaining('')]);
      await shopper.field.focus();
      await shopper.field.fill(words['about']!);
      expect(await access.tab(1, 'Shift+Tab')).toEqual([words['add']]);
      await context.close();
    });
  });
}

let closed: Service;

base.describe('a shop that is closed, and speaks first', () => {
  const own = test.extend({ shop: async ({}, use) => use(closed.place.shop) });

  own.describe.configure({ mode: 'serial' });

  own.beforeAll(async () => {
    own.setTimeout(300_000);
    closed = await Service.start({}, (shop) => {
      writeFileSync(join(shop, 'widget.yml'), TEASER);
      const file = join(shop, 'shop.yml');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^( {4}(?:mon|tue|wed|thu|fri|sat|sun)): \[.*\]$/gm, '$1: []'));
    });
  });

  own.afterAll(async () => closed?.stop());

  for (const language of ['en', 'zh'] as const) {
    const words = WORDS[language] as Record<string, string>;

    own.describe(language, () => {
      own.use({ language, viewport: DESKTOP, colorScheme: 'light' });

      own('a word beside the closed panel, and a message that is left', async ({ shopper, access, page }) => {
        own.setTimeout(360_000);
        await shopper.visit('/products/KB-101');
        const teaser = shopper.panel.locator('[data-teaser]');
        await expect(teaser).toContainText(words['teaser']!);
        await expect(access.live).toContainText(words['teaser']!);
        await access.check(teaser, 'teaser');
        await teaser.getByRole('button').first().focus();
        await expect.poll(() => access.focused()).toBe(words['dismiss']);
        expect(await access.tab(2)).toEqual([words['open'], words['quiet']]);
        await page.keyboard.press('Escape');
        await expect(shopper.frame).toBeHidden();
        await expect(shopper.launcher, 'the focus is not lost with the word').toBeFocused();

        await shopper.launcher.press('Enter');
        const left = await shopper.say(language === 'zh' ? '转人工' : 'I want to talk to a person');
        await expect(left).toContainText(words['left']!);
        await expect(access.live).toContainText(words['left']!);
        await access.check(left, 'left-message');
      });
    });
  }
});
