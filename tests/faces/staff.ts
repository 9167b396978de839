import { createHmac } from 'node:crypto';
import type { Browser, Locator, Page } from '@playwright/test';
import { objections } from './objections';
import { bot } from './service';
import { expect, place, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];
export const PASSWORD = 'quite a long secret 42';

const WORDS = {
  en: { choose: /^Choose a password/, begin: 'Begin', signIn: 'Sign in', signOut: 'Sign out', login: 'E-mail address', password: 'Password', code: /^Code of your/, pages: 'Pages' },
  zh: { choose: /^设置密码/, begin: '开始使用', signIn: '登录', signOut: '退出登录', login: '电子邮箱', password: '密码', code: /验证码/, pages: '页面' },
} as const;

/** A person of the shop, in a browser of their own, on the pages beside the talks. */
export class Staff {
  login = '';

  private constructor(
    readonly page: Page,
    readonly language: Language,
  ) {}

  static async open(browser: Browser, language: Language, options: Parameters<Browser['newContext']>[0] = {}): Promise<Staff> {
    const context = await browser.newContext({ viewport: { width: 1360, height: 1500 }, ...options });
    return new Staff(await context.newPage(), language);
  }

  get words() {
    return WORDS[this.language];
  }

  /** Of the page that is open. */
  get main(): Locator {
    return this.page.getByRole('main');
  }

  block(name: string): Locator {
    return this.main.getByRole('region', { name, exact: true });
  }

  async visit(hash = ''): Promise<void> {
    await this.page.goto(`${place.origin}/desk?language=${this.language}${hash}`);
  }

  /** Invited from the command line, the person chooses a password in the browser. */
  async join(name: string, role: string): Promise<void> {
    this.login = `${name}-${this.language}-${process.pid}-${Math.floor(performance.now())}@shop.example`.toLowerCase();
    const told = await bot(place, 'user', 'add', this.login, '--name', name, '--role', role);
    await this.takeUp(/#invitation=\S+/.exec(told)![0]);
  }

  async takeUp(hash: string, password = PASSWORD): Promise<void> {
    await this.visit(hash);
    await this.page.getByLabel(this.words.choose).fill(password);
    await this.page.getByRole('button', { name: this.words.begin }).click();
    await this.isIn();
  }

  async signIn(password: string, code = ''): Promise<void> {
    await this.page.getByLabel(this.words.login).fill(this.login);
    await this.page.getByLabel(this.words.password, { exact: true }).fill(password);
    await this.page.getByRole('button', { name: this.words.signIn }).click();
    if (!code) return;
    await this.page.getByLabel(this.words.code).fill(code);
    await this.page.getByRole('button', { name: this.words.signIn }).click();
  }

  async isIn(): Promise<void> {
    await expect(this.page.getByRole('banner').getByRole('button', { name: this.words.signOut })).toBeVisible();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: this.words.signOut }).click();
    await expect(this.page.getByLabel(this.words.login)).toBeVisible();
  }

  async goTo(page: string): Promise<void> {
    await this.page.getByRole('navigation', { name: this.words.pages }).getByRole('button', { name: page, exact: true }).click();
    await expect(this.main.getByRole('heading', { level: 2 })).toBeFocused();
  }

  async objections(): Promise<string[]> {
    return objections(this.page);
  }

  async shoot(name: string): Promise<void> {
    if (SHOTS) await this.page.screenshot({ path: `${SHOTS}/${this.language}-${name}.png` });
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}

/** The six digits that an authenticator app shows (RFC 6238), `later` steps from now. */
export function appCode(secret: string, later = 0): string {
  const letters = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'));
  const key = Buffer.from(letters.join('').match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const digest = createHmac('sha1', key).update(step).digest();
  const at = digest[19]! & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
