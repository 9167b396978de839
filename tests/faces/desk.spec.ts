import AxeBuilder from '@axe-core/playwright';
import type { Browser, Locator, Page } from '@playwright/test';
import { bot } from './service';
import { expect, place, test, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PASSWORD = 'quite a long secret 42';

const WORDS = {
  en: {
    ask: 'I want to talk to a person', about: 'my teapot came without a lid, number 5512', hello: 'Hello, Ann here. I am looking into it.',
    again: 'thank you, I wait', with: 'A person is with you', own: 'Answers from the shop’s own pages', after: 'How long do I have to return shoes?', told: /45 days/,
    login: 'E-mail address', password: 'Password', choose: /^Choose a password/, name: /^Your name/, signIn: 'Sign in', begin: 'Begin', signOut: 'Sign out',
    take: 'Take it', reply: 'Reply', back: 'Return to the assistant', over: /^Take over from Ann/, guest: 'A guest: nobody is signed in.', gone: 'This conversation is no longer at the desk.',
  },
  zh: {
    ask: '转人工', about: '我的茶壶少了壶盖，编号6623', hello: '您好，我是小安，正在为您查询。',
    again: '谢谢，我等着', with: '人工客服正在为您服务', own: '依据本店资料为您解答', after: '鞋子多久之内可以退货？', told: /45天/,
    login: '电子邮箱', password: '密码', choose: /^设置密码/, name: /^您的姓名/, signIn: '登录', begin: '开始使用', signOut: '退出登录',
    take: '接待', reply: '回复', back: '交还给助手', over: /^从 Ann/, guest: '访客：尚未登录。', gone: '这个对话已不在工作台上。',
  },
} as const;

/** A person of the shop, in a browser of their own. */
class Agent {
  constructor(
    readonly page: Page,
    readonly language: Language,
  ) {}

  static async open(browser: Browser, language: Language, options: Parameters<Browser['newContext']>[0] = {}): Promise<Agent> {
    const context = await browser.newContext(options);
    return new Agent(await context.newPage(), language);
  }

  get words() {
    return WORDS[this.language];
  }

  get log(): Locator {
    return this.page.getByRole('log');
  }

  from(author: 'shopper' | 'bot' | 'agent' | 'system'): Locator {
    return this.log.locator(`[data-author=${author}]`);
  }

  async visit(hash = ''): Promise<void> {
    await this.page.goto(`${place.origin}/desk?language=${this.language}${hash}`);
  }

  /** Invited from the command line, the person chooses a password in the browser. */
  async join(name: string, role: string): Promise<string> {
    const login = `${name}-${this.language}-${process.pid}-${Math.floor(performance.now())}@shop.example`.toLowerCase();
    const told = await bot(place, 'user', 'add', login, '--name', name, '--role', role);
    await this.visit(/#invitation=\S+/.exec(told)![0]);
    await this.page.getByLabel(this.words.choose).fill(PASSWORD);
    await this.page.getByRole('button', { name: this.words.begin }).click();
    await expect(this.page.getByRole('button', { name: this.words.signOut })).toBeVisible();
    return login;
  }

  entry(about: string): Locator {
    return this.page.getByRole('navigation').getByRole('button').filter({ hasText: about });
  }

  async say(words: string): Promise<void> {
    await this.page.getByRole('textbox', { name: this.words.reply }).fill(words);
    await this.page.keyboard.press('Enter');
    await expect(this.from('agent').last()).toContainText(words);
  }

  async objections(): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(RULES).analyze();
    return violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.flat().join(' ')).join('; ')}`);
  }

  async shoot(name: string): Promise<void> {
    if (SHOTS) await this.page.screenshot({ path: `${SHOTS}/desk-${this.language}-${name}.png` });
  }
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('shopper and agent talk in two browsers, and the bot comes back', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      await agent.join('Ann', 'agent');
      expect(await agent.objections()).toEqual([]);
      await shopper.open();
      await shopper.say(words.ask);
      await shopper.field.fill(words.about);
      await shopper.field.press('Enter');
      await agent.entry(words.about).click();
      await expect(agent.from('shopper').last()).toContainText(words.about);
      await expect(agent.page.getByText(words.guest)).toBeVisible();
      await agent.page.getByRole('button', { name: words.take, exact: true }).click();
      await expect(shopper.status).toHaveText(words.with);
      await agent.say(words.hello);
      await expect(shopper.from('agent')).toContainText(words.hello);
      await shopper.field.fill(words.again);
      await shopper.field.press('Enter');
      await expect(agent.from('shopper').last()).toContainText(words.again);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('talk');
      await agent.page.getByRole('button', { name: words.back }).click();
      await expect(shopper.status).toHaveText(words.own);
      await expect(agent.page.getByRole('heading', { name: words.gone })).toBeVisible();
      await expect(await shopper.say(words.after)).toContainText(words.told);
      await agent.page.context().close();
    });

    test('two agents see each other and do not speak over each other', async ({ shopper, browser }) => {
      const about = `${words.about}, ${language} again`;
      const [ann, bob] = [await Agent.open(browser, language), await Agent.open(browser, language)];
      await ann.join('Ann', 'agent');
      await bob.join('Bob', 'agent');
      await shopper.open();
      await shopper.say(words.ask);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await ann.entry(about).click();
      await ann.page.getByRole('button', { name: words.take, exact: true }).click();
      await expect(ann.page.getByRole('textbox', { name: words.reply })).toBeVisible();
      await bob.entry(about).click();
      await expect(bob.page.getByRole('button', { name: words.over })).toBeVisible();
      await expect(bob.page.getByRole('textbox', { name: words.reply })).toHaveCount(0);
      await bob.page.getByRole('button', { name: words.over }).click();
      await bob.say(words.hello);
      await expect(shopper.from('agent')).toContainText(words.hello);
      await expect(ann.page.getByRole('textbox', { name: words.reply })).toHaveCount(0);
      await Promise.all([ann, bob].map((agent) => agent.page.context().close()));
    });
  });
}

test('a wrong password says so, a right one opens the desk, and signing out shuts it', async ({ browser }) => {
  const agent = await Agent.open(browser, 'en', { viewport: { width: 390, height: 780 } });
  const login = await agent.join('Cy', 'agent');
  await agent.page.getByRole('button', { name: WORDS.en.signOut }).click();
  await agent.page.getByLabel(WORDS.en.login).fill(login);
  await agent.page.getByLabel(WORDS.en.password).fill('not the right secret');
  await agent.page.getByRole('button', { name: WORDS.en.signIn }).click();
  await expect(agent.page.getByRole('alert')).toContainText('wrong');
  expect(await agent.objections()).toEqual([]);
  await agent.shoot('door');
  await agent.page.getByLabel(WORDS.en.password).fill(PASSWORD);
  await agent.page.getByRole('button', { name: WORDS.en.signIn }).click();
  const signOut = agent.page.getByRole('button', { name: WORDS.en.signOut });
  await expect(signOut).toBeVisible();
  await agent.page.reload();
  await expect(signOut, 'a reload keeps the session').toBeVisible();
  expect(await agent.page.evaluate(() => document.cookie), 'no script reads the session').toBe('');
  await signOut.click();
  await expect(agent.page.getByLabel(WORDS.en.login)).toBeVisible();
  await agent.page.reload();
  await expect(agent.page.getByLabel(WORDS.en.login), 'the session is over').toBeVisible();
  await agent.page.context().close();
});
