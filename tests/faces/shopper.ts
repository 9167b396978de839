import type {} from '../../docs/embedding/shoptalk';
import { test as base, expect, type FrameLocator, type Locator, type Page } from '@playwright/test';
import { signedIdentity } from './identity';
import { objections } from './objections';
import type { Place } from './service';

const PANEL = 'shoptalk-widget iframe';

export type Language = 'en' | 'zh';

/** The faces' own words that the tests look for. */
export const WORDS = {
  en: { source: 'Source', confirmation: 'Please confirm', yes: 'Yes, do it', no: 'No, leave it', refund: 'Refund', cancelled: 'Cancelled', packing: 'Being packed' },
  zh: { source: '来源', confirmation: '请您确认', yes: '是的，请办理', no: '不，先不办', refund: '退款', cancelled: '已取消', packing: '备货中' },
} as const;

/** The service that the set-up has started. */
export const place: Place = JSON.parse(process.env['SERVICE'] ?? '{}');

/** A shopper on the demo storefront, with a browser of their own. */
export class Shopper {
  constructor(
    readonly page: Page,
    readonly language: Language,
    private readonly shop: string,
  ) {}

  get words() {
    return WORDS[this.language];
  }

  get launcher(): Locator {
    return this.page.getByRole('button', { name: /^(Open chat|打开聊天|Close chat|关闭聊天)/ });
  }

  get frame(): Locator {
    return this.page.locator(PANEL);
  }

  get panel(): FrameLocator {
    return this.page.frameLocator(PANEL);
  }

  get field(): Locator {
    return this.panel.getByRole('textbox', { name: /^(Message|消息)$/ });
  }

  /** Messages that are whole, by their author. */
  from(author: 'shopper' | 'bot' | 'agent' | 'system'): Locator {
    return this.panel.locator(`[data-author=${author}]:not([data-draft]):not([data-delivery])`);
  }

  get status(): Locator {
    return this.panel.locator('[data-status]');
  }

  async visit(path = '/'): Promise<void> {
    const { hostname } = new URL(this.shop);
    await this.page.context().addCookies([{ name: 'language', value: this.language, domain: hostname, path: '/' }]);
    await this.page.goto(this.shop + path);
    await expect(this.launcher).toBeVisible();
  }

  async open(path = '/'): Promise<void> {
    await this.visit(path);
    await this.launcher.click();
    await expect(this.field).toBeFocused();
  }

  /** Signs in, as one who has put away the conversation that another test had with the same customer. */
  async signIn(customer: string): Promise<void> {
    await this.visit('/sign-in');
    await this.page.locator(`button[value=${customer}]`).click();
    await this.page.waitForURL(`${this.shop}/`);
    await this.page.evaluate(() => localStorage.setItem('shoptalk.held.anew', '1'));
  }

  /** Opens the panel on a page of the shop that vouches for any of its customers, also those that nobody may sign in as for the asking. */
  async openAs(customer: string): Promise<void> {
    await this.visit();
    await this.page.exposeFunction('signed', () => signedIdentity(customer));
    await this.page.evaluate(() => void window.Shoptalk!.identify(() => (window as unknown as { signed: () => Promise<string> }).signed()));
    await this.launcher.click();
    await expect(this.field).toBeFocused();
  }

  /** Says something and gives the reply to it, once it is whole. */
  async say(words: string): Promise<Locator> {
    return this.replyTo(async () => {
      await this.field.fill(words);
      await this.field.press('Enter');
    });
  }

  /** Takes one of the answers that the newest reply offers. */
  async press(name: string | RegExp): Promise<Locator> {
    return this.replyTo(() => this.panel.getByRole('button', { name }).last().click());
  }

  private async replyTo(act: () => Promise<void>): Promise<Locator> {
    const before = await this.from('bot').count();
    await act();
    await expect(this.from('bot')).toHaveCount(before + 1);
    return this.from('bot').last();
  }

  /** The code in the newest letter about an order, read where the demo shows what it would have sent. */
  async code(order: string): Promise<string> {
    const outbox = await this.page.context().newPage();
    await outbox.goto(`${this.shop}/outbox`);
    const letter = await outbox.getByRole('article').filter({ hasText: order }).first().innerText();
    await outbox.close();
    const code = /\b\d{6}\b/.exec(letter.replaceAll(order, ''))?.[0];
    if (!code) throw new Error(`no code in the letter: ${letter}`);
    return code;
  }

  /** What axe objects to on the whole page, the panel in its shadow root and frame included. */
  async objections(): Promise<string[]> {
    return objections(this.page);
  }

  /** How far the conversation sticks out sideways, in pixels. */
  async overflow(): Promise<number> {
    return this.panel.getByRole('region').first().evaluate((box) => box.scrollWidth - box.clientWidth);
  }
}

export const test = base.extend<{ language: Language; shop: string; shopper: Shopper }>({
  language: ['en', { option: true }],
  shop: async ({}, use) => use(place.shop),
  shopper: async ({ page, language, shop }, use) => {
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('dialog', (dialog) => troubles.push(`dialog: ${dialog.message()}`));
    page.on('console', (line) => line.text().includes('Content Security Policy') && troubles.push(line.text()));
    page.on('request', (request) => /\/\/127\.0\.0\.1|^data:/.test(request.url()) || troubles.push(`foreign request: ${request.url()}`));
    await use(new Shopper(page, language, shop));
    expect(troubles).toEqual([]);
  },
});

export { expect };
