import type { Browser, Locator, Page } from '@playwright/test';
import { objections } from './objections';
import { bot, type Place } from './service';
import { expect, place, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];
export const PASSWORD = 'quite a long secret 42';

/** The words of the desk and of its talks that the tests look for. */
export const WORDS = {
  en: {
    ask: 'I want to talk to a person', place: /^Your place in the queue/, about: 'my teapot came without a lid, number 5512', hello: 'Hello, Ann here. I am looking into it.',
    parcel: 'the parcel has come open', again: 'thank you, I wait', with: 'A person is with you', own: 'Answers from the shop’s own pages', after: 'How long do I have to return shoes?', told: /45 days/,
    login: 'E-mail address', password: 'Password', choose: /^Choose a password/, name: /^Your name/, signIn: 'Sign in', begin: 'Begin', signOut: 'Sign out',
    take: 'Take it', reply: 'Reply', back: 'Return to the assistant', over: /^Take over from Ann/, guest: 'A guest: nobody is signed in.', withBot: 'The assistant answers here.', fromBot: 'Take over from the assistant', here: 'Ann from the shop is here.', closed: 'This conversation is closed.', close: 'Close',
  },
  zh: {
    ask: '转人工', place: /^您当前排在第/, about: '我的茶壶少了壶盖，编号6623', hello: '您好，我是小安，正在为您查询。',
    parcel: '包裹到的时候是开着的', again: '谢谢，我等着', with: '人工客服正在为您服务', own: '依据本店资料为您解答', after: '鞋子多久之内可以退货？', told: /45天/,
    login: '电子邮箱', password: '密码', choose: /^设置密码/, name: /^您的姓名/, signIn: '登录', begin: '开始使用', signOut: '退出登录',
    take: '接待', reply: '回复', back: '交还给助手', over: /^从 Ann/, guest: '访客：尚未登录。', withBot: '这个对话由助手接待。', fromBot: '从助手处接手', here: '店里的 Ann 已加入对话。', closed: '这个对话已结束。', close: '结束对话',
  },
} as const;

/** A person of the shop, in a browser of their own. */
export class Agent {
  constructor(
    readonly page: Page,
    readonly language: Language,
    /** The service at whose desk they sit; that of all tests, where none is named. */
    private readonly at: Place = place,
  ) {}

  static async open(browser: Browser, language: Language, options: Parameters<Browser['newContext']>[0] = {}, at: Place = place): Promise<Agent> {
    const context = await browser.newContext(options);
    return new Agent(await context.newPage(), language, at);
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
    await this.page.goto(`${this.at.origin}/desk?language=${this.language}${hash}`);
  }

  /** Invited from the command line, the person chooses a password in the browser. */
  async join(name: string, role: string): Promise<string> {
    const login = `${name}-${this.language}-${process.pid}-${Math.floor(performance.now())}@shop.example`.toLowerCase();
    const told = await bot(this.at, 'user', 'add', login, '--name', name, '--role', role);
    await this.visit(/#invitation=\S+/.exec(told)![0]);
    await this.page.getByLabel(this.words.choose).fill(PASSWORD);
    await this.page.getByRole('button', { name: this.words.begin }).click();
    await expect(this.page.getByRole('button', { name: this.words.signOut })).toBeVisible();
    return login;
  }

  entry(about: string): Locator {
    return this.page.getByRole('navigation').getByRole('button').filter({ hasText: about });
  }

  /** The same, among those whom one answers. */
  mine(heading: string, about: string): Locator {
    return this.page.getByRole('navigation').locator('section').filter({ has: this.page.getByRole('heading', { name: heading }) }).getByRole('button').filter({ hasText: about });
  }

  async say(words: string): Promise<void> {
    await this.page.getByRole('textbox', { name: this.words.reply }).fill(words);
    await this.page.keyboard.press('Enter');
    await expect(this.from('agent').last()).toContainText(words);
  }

  /** What they choose to be by that label; the service knows it then. */
  async chooses(availability: string, choice: string): Promise<void> {
    const told = this.page.waitForRequest((request) => request.url().endsWith('/desk/presence') && (request.postData() ?? '').includes(choice));
    await this.page.getByLabel(availability).selectOption(choice);
    await (await told).response();
  }

  async objections(): Promise<string[]> {
    return objections(this.page);
  }

  async shoot(name: string): Promise<void> {
    if (SHOTS) await this.page.screenshot({ path: `${SHOTS}/desk-${this.language}-${name}.png` });
  }
}
