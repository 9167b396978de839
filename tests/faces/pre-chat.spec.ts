import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from './agent';
import { Service } from './service';
import { expect, test as base, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];

const ASKED = `
pre_chat:
  show: always
  skip: true
  intro: {en: "So that we can answer you.", zh: "以便我们回复您。"}
  fields:
    - {ask: name}
    - {ask: email, required: true}
    - {ask: topic, options: [{en: Delivery, zh: 配送}, {en: Returns, zh: 退换货}]}
    - {ask: consent, required: true, text: {en: "I agree to the privacy notice.", zh: "我同意隐私声明。"}, link: /privacy}
proactive:
  - id: looking
    when: {seconds: 1, pages: ["/products/"]}
    text: {en: "Is anything about this unclear?", zh: "对这件商品有疑问吗？"}
    ask: {en: "How long do I have to return it?", zh: "这件多久之内可以退货？"}
`;
const WORDS = {
  en: { form: 'Before we begin', name: 'Your name', email: 'E-mail address', topic: 'What is it about?', picked: 'Returns', agree: 'I agree to the privacy notice.', send: 'Go on', skip: 'Skip', who: 'Mei Lin', unproved: 'Said by the shopper, not verified.', looks: 'mei.lin@example.com', tick: 'Please tick this to go on', ask: 'How long do I have to return it?', more: 'And what does it cost?' },
  zh: { form: '开始之前', name: '您的称呼', email: '邮箱', topic: '想咨询什么？', picked: '退换货', agree: '我同意隐私声明。', send: '继续', skip: '跳过', who: '林梅', unproved: '由顾客自己填写，未经核实。', looks: 'mei.lin@example.com', tick: '请勾选此项后继续', ask: '这件多久之内可以退货？', more: '退货要付运费吗？' },
} as const satisfies Record<Language, Record<string, string>>;

let own: Service;

/** A shop that asks before the talk, on a service of its own. */
const test = base.extend({ shop: async ({}, use) => use(own.place.shop) });

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  own = await Service.start({}, (shop) => writeFileSync(join(shop, 'widget.yml'), ASKED));
});

test.afterAll(async () => own?.stop());

for (const { language, theme, phone } of [
  { language: 'en', theme: 'light', phone: true },
  { language: 'zh', theme: 'dark', phone: false },
] as const) {
  const words = WORDS[language];

  test.describe(`${language} ${theme}`, () => {
    test.use({ language, colorScheme: theme, ...(phone ? { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true } : {}) });

    test('what is asked first is checked, reaches the desk and is asked once', async ({ shopper, page, browser }) => {
      await shopper.visit();
      await shopper.launcher.click();
      const form = shopper.panel.getByRole('form', { name: words.form });
      const field = (label: string) => form.getByLabel(label);
      await expect(field(words.name), 'it begins at the first question').toBeFocused();
      await expect(shopper.field, 'there is nothing to write in yet').toBeHidden();
      expect(await shopper.objections()).toEqual([]);
      expect(await shopper.overflow()).toBe(0);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-pre-chat.png` });

      await field(words.name).fill(words.who);
      await field(words.email).fill('(mei.lin@example.com');
      await form.getByRole('button', { name: words.send }).click();
      await expect(field(words.email), 'what is wrong has the focus').toBeFocused();
      await expect(form).toContainText(words.looks);
      await expect(form).toContainText(words.tick);
      await expect(field(words.agree)).toHaveAttribute('aria-invalid', 'true');
      expect(await shopper.objections()).toEqual([]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-pre-chat-wrong.png` });

      await field(words.email).fill('mei.lin@example.com');
      await field(words.topic).selectOption({ label: words.picked });
      await field(words.agree).check();
      await form.getByRole('button', { name: words.send }).click();
      await expect(form).toBeHidden();
      await expect(shopper.field).toBeFocused();

      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } }, own.place);
      await agent.join('Ann', 'agent');
      await shopper.say(agent.words.ask);
      await shopper.field.fill(agent.words.about);
      await shopper.field.press('Enter');
      await agent.entry(agent.words.about).click();
      const said = agent.page.locator('[data-introduction]');
      await expect(said).toContainText(words.unproved);
      for (const told of [words.who, 'mei.lin@example.com', words.picked, words.agree]) await expect(said).toContainText(told);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('introduced');
      await agent.page.context().close();

      await page.reload();
      if (phone) await shopper.launcher.click();
      await expect(shopper.from('shopper').last()).toContainText(agent.words.about);
      await expect(shopper.field).toBeVisible();
      await expect(form, 'it is asked once').toHaveCount(0);
    });

    test('what may be passed over is, and the talk begins', async ({ shopper }) => {
      await shopper.visit();
      await shopper.launcher.click();
      await shopper.panel.getByRole('button', { name: words.skip, exact: true }).click();
      await expect(shopper.field).toBeFocused();
      await expect(await shopper.say(language === 'en' ? 'How long do I have to return shoes?' : '鞋子多久之内可以退货？')).toContainText('45');
    });

    test('what a button or the page says for the shopper waits until it is answered', async ({ shopper, page }) => {
      await shopper.visit('/products/KB-101');
      await shopper.panel.locator('[data-teaser=looking]').getByRole('button', { name: words.ask }).click();
      const form = shopper.panel.getByRole('form', { name: words.form });
      await expect(form.getByLabel(words.name)).toBeFocused();
      await page.evaluate((more) => window.Shoptalk!.say(more), words.more);
      await page.waitForTimeout(1000);
      await expect(shopper.panel.locator('[data-author=shopper]'), 'nothing is said without the agreement').toHaveCount(0);
      await expect(form).toBeVisible();
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-pre-chat-waits.png` });
      await form.getByLabel(words.email).fill('mei.lin@example.com');
      await form.getByLabel(words.agree).check();
      await form.getByRole('button', { name: words.send }).click();
      await expect(form).toBeHidden();
      await expect(shopper.from('shopper').first()).toContainText(words.ask);
      await expect(shopper.from('shopper').last()).toContainText(words.more);
      await expect(shopper.from('bot')).toHaveCount(2);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/${language}-pre-chat-said.png` });
    });
  });
}
