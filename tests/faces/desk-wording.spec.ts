import AxeBuilder from '@axe-core/playwright';
import type { Browser, Locator, Page } from '@playwright/test';
import { PASSWORD } from './agent';
import { SlowGenerator } from './generator';
import { bot, Service } from './service';
import { expect, test as base, type Language } from './shopper';
import { unique } from './unique';

const SHOTS = process.env['SHOTS'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface House {
  readonly service: Service;
  readonly model: SlowGenerator;
}

/** A service of its own, with a language model. */
const test = base.extend<object, { house: House }>({
  house: [
    async ({}, use) => {
      const model = await SlowGenerator.start();
      const service = await Service.start({ GENERATOR_URL: model.url, GENERATOR_MODEL: 'slow', GENERATOR_RETRIES: '0', GENERATOR_FIRST_TOKEN_SECONDS: '28', GENERATOR_TIMEOUT_SECONDS: '29' });
      await use({ service, model });
      await service.stop();
      await model.stop();
    },
    { scope: 'worker', timeout: 900_000 },
  ],
  shop: async ({ house }, use) => use(house.service.place.shop),
});

test.describe.configure({ mode: 'serial' });

/** The agent reads the one language, the shopper writes the other. */
const WORDS = {
  en: {
    shopper: 'zh', ask: '转人工', first: '我的茶壶裂了，订单号是 W55012', firstMade: 'My teapot is cracked, the order is W55012', second: '我花了120元，三十天了还没解决', secondWrong: 'I paid 150 yuan and after 30 days it is not solved', secondMade: 'I paid 120 yuan and after 30 days it is not solved', take: 'Take it', reply: 'Reply',
    choose: /^Choose a password/, begin: 'Begin', translate: 'Translate', again: 'Try again', all: 'Translate all', machine: 'Machine translation', differs: /does not keep every figure \(CNY 120, CNY 150\)/, away: /does not answer just now/, slow: /taking its time/, aids: 'Reply aids', side: 'Customer and reply aids',
    draft: 'Order W55012 is replaced on 12 May.', shorter: 'Shorter', short: 'W55012: replaced on 12 May.', friendlier: 'Friendlier', promising: 'Order W55012 is replaced on 12 May, and we refund you $20!', added: /added what you did not write \(USD 20, refund\)/, formal: 'More formal', dry: 'It is replaced on 12 May.', leftOut: 'It leaves out: w55012', byMachine: /^A machine’s words/,
    use: 'Use it as the reply', back: 'Back to my own words', into: 'Into Chinese', made: '订单 W55012 将于5月12日更换。', empty: /^Write a reply first/,
  },
  zh: {
    shopper: 'en', ask: 'I want to talk to a person', first: 'My teapot is cracked, the order is W66013', firstMade: '我的茶壶裂了，订单号是 W66013', second: 'I paid 120 yuan and after 30 days it is not solved', secondWrong: '我花了150元，三十天了还没解决', secondMade: '我花了120元，三十天了还没解决', take: '接待', reply: '回复',
    choose: /^设置密码/, begin: '开始使用', translate: '翻译', again: '重试', all: '全部翻译', machine: '机器翻译', differs: /未能保留所有数字（CNY 120, CNY 150）/, away: /暂时没有应答/, slow: /语言模型较慢/, aids: '回复助手', side: '顾客与回复助手',
    draft: '订单 W66013 将于5月12日更换。', shorter: '更简短', short: 'W66013：5月12日更换。', friendlier: '更亲切', promising: '订单 W66013 将于5月12日更换，我们还会退款20美元！', added: /添加了您没有写的内容（USD 20, 退款）/, formal: '更正式', dry: '将于5月12日更换。', leftOut: '缺少：w66013', byMachine: /^机器生成/,
    use: '用作回复', back: '恢复我自己的内容', into: '译成英文', made: 'Order W66013 is replaced on 12 May.', empty: /^先写好回复/,
  },
} as const satisfies Record<Language, object>;

async function seated(browser: Browser, house: House, language: Language, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const { place } = house.service;
  const words = WORDS[language];
  const page = await (await browser.newContext(options)).newPage();
  const login = `gus-${language}-${process.pid}-${Math.floor(performance.now())}@shop.example`;
  const told = await bot(place, 'user', 'add', login, '--name', 'Gus', '--role', 'agent');
  await page.goto(`${place.origin}/desk?language=${language}${/#invitation=\S+/.exec(told)![0]}`);
  await page.getByLabel(words.choose).fill(PASSWORD);
  await page.getByRole('button', { name: words.begin }).click();
  return page;
}

async function objections(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.flat().join(' ')).join('; ')}`);
}

async function shoot(page: Page, language: Language, name: string): Promise<void> {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/desk-${language}-${name}.png` });
}

function said(page: Page, words: string): Locator {
  return page.getByRole('log').locator('[data-author=shopper]').filter({ hasText: words });
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language: words.shopper });

    test('each message is translated on demand, marked, kept and held against its figures', async ({ shopper, browser, house }) => {
      const { model } = house;
      model.otherWords = (text) => ({ [words.first]: words.firstMade, [words.second]: words.secondWrong })[text];
      const page = await seated(browser, house, language, { viewport: { width: 1440, height: 1000 } });
      await shopper.open();
      await shopper.say(words.ask);
      for (const one of [words.first, words.second]) {
        await shopper.field.fill(one);
        await shopper.field.press('Enter');
        await expect(shopper.from('shopper').last()).toContainText(one);
      }
      await page.getByRole('navigation').getByRole('button').filter({ hasText: words.second }).click();
      await page.getByRole('button', { name: words.take, exact: true }).click();
      const first = said(page, words.first);
      const second = said(page, words.second);

      // The model is away: that is told at the message, and the button stands there again.
      model.busy = true;
      await first.getByRole('button', { name: words.translate, exact: true }).click();
      await expect(first.getByRole('status')).toHaveText(words.away);
      model.busy = false;
      model.pace.allow(0);
      await first.getByRole('button', { name: words.again }).click();
      await expect(first.getByRole('status'), 'a slow model is told of').toHaveText(words.slow);
      model.pace.allow();
      await expect(first).toContainText(words.firstMade);
      await expect(first).toContainText(words.machine);
      await expect(first, 'the original stands above').toContainText(words.first);
      await expect(second, 'each by itself').not.toContainText(words.secondMade);

      // One that changes an amount is not shown, and named.
      await page.getByRole('button', { name: words.all }).click();
      await expect(second.getByRole('status')).toHaveText(words.differs);
      await expect(page.getByText(words.secondWrong)).toHaveCount(0);
      expect(await objections(page)).toEqual([]);
      await shoot(page, language, 'wording-differs');
      model.otherWords = (text) => ({ [words.second]: words.secondMade })[text];
      await second.getByRole('button', { name: words.again }).click();
      await expect(second).toContainText(words.secondMade);

      // What was made is kept with the message: nothing is asked of the model after a reload.
      const asked = model.reworded;
      await page.reload();
      await page.getByRole('navigation').getByRole('button').filter({ hasText: words.second }).first().click();
      await expect(first).toContainText(words.firstMade);
      await expect(second).toContainText(words.secondMade);
      expect(model.reworded).toBe(asked);
      expect(await objections(page)).toEqual([]);
      await shoot(page, language, 'wording-translated');
      await expect(shopper.panel.getByText(words.firstMade), 'no shopper is shown one').toHaveCount(0);
      await page.context().close();
    });

    test('a draft is reworded and translated beside it, with no figure and no promise of the machine’s own', async ({ shopper, browser, house }) => {
      const { model } = house;
      const rules = { [words.shorter]: words.short, [words.friendlier]: words.promising, [words.formal]: words.dry };
      const page = await seated(browser, house, language, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
      await shopper.open();
      await shopper.say(words.ask);
      const about = unique(words.first);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await page.getByRole('navigation').getByRole('button').filter({ hasText: about }).click();
      await page.getByRole('button', { name: words.take, exact: true }).click();
      const reply = page.getByRole('textbox', { name: words.reply, exact: true });
      const pane = async (): Promise<void> => {
        await page.getByRole('button', { name: words.side }).click();
        await page.getByRole('tab', { name: words.aids }).click();
      };
      const ask = async (name: string): Promise<void> => {
        model.otherWords = (text) => (text === words.draft ? rules[name] : undefined);
        await page.getByRole('button', { name, exact: true }).click();
      };
      await pane();
      await expect(page.getByText(words.empty)).toBeVisible();
      await page.keyboard.press('Escape');
      await reply.fill(words.draft);
      await pane();

      await ask(words.friendlier);
      await expect(page.getByRole('alert').filter({ hasText: words.added })).toBeVisible();
      await expect(page.getByText(words.promising), 'a promise that nobody made is not shown').toHaveCount(0);
      expect(await objections(page)).toEqual([]);
      await shoot(page, language, 'wording-added');
      await ask(words.formal);
      await expect(page.locator('[data-other=formal]')).toContainText(words.leftOut);
      await expect(page.locator('[data-other=formal]').getByText(words.byMachine)).toBeVisible();
      await ask(words.shorter);
      await expect(page.locator('[data-other=shorter]')).toContainText(words.short);
      expect(await objections(page)).toEqual([]);
      await page.locator('[data-other=shorter]').scrollIntoViewIfNeeded();
      await shoot(page, language, 'wording-shorter');
      await page.getByRole('button', { name: words.use }).click();
      await page.getByRole('button', { name: words.back }).waitFor();
      await page.getByRole('button', { name: words.back }).click();

      model.busy = true;
      await ask(words.shorter);
      await expect(page.getByRole('alert').filter({ hasText: words.away })).toBeVisible();
      model.busy = false;
      model.otherWords = (text) => (text === words.draft ? words.made : undefined);
      await page.getByRole('button', { name: words.into, exact: true }).click();
      await expect(page.locator('[data-other]')).toContainText(words.made);
      await shoot(page, language, 'wording-draft');
      await page.keyboard.press('Escape');
      await expect(reply, 'nothing is lost while the model fails').toHaveValue(words.draft);
      await pane();
      await page.getByRole('button', { name: words.use }).click();
      await page.keyboard.press('Escape');
      await expect(reply).toHaveValue(words.made);
      await reply.press('Enter');
      await expect(shopper.from('agent').last()).toContainText(words.made);
      await page.context().close();
    });
  });
}
