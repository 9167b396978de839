import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type FrameLocator, type Page } from '@playwright/test';
import { Link } from '../mock/link';
import { MockService } from '../mock/service';
import { MockShop } from '../mock/shop';
import { settled } from './settled';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PANEL = 'shoptalk-widget iframe';

/** The service, the link to it, and a shop that embeds it: all anew for each test. */
export interface World {
  readonly service: MockService;
  readonly link: Link;
  readonly shop: MockShop;
}

export const test = base.extend<{ world: World; widget: Widget }>({
  world: async ({}, use) => {
    const service = await MockService.start();
    const link = await Link.to(service.port);
    const shop = await MockShop.start(() => link.origin);
    service.shops = [shop.origin];
    await use({ service, link, shop });
    await Promise.all([shop.stop(), link.stop(), service.stop()]);
  },
  widget: async ({ page, world }, use) => {
    const troubles: string[] = [];
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('dialog', (dialog) => troubles.push(`dialog: ${dialog.message()}`));
    page.on('console', (line) => line.text().includes('Content Security Policy') && troubles.push(line.text()));
    page.on('request', (request) => /\/\/(127\.0\.0\.1|localhost)|^data:/.test(request.url()) || troubles.push(`foreign request: ${request.url()}`));
    await use(new Widget(page, world));
    expect(troubles).toEqual([]);
  },
});

export { expect };

/** The widget as a shopper meets it. */
export class Widget {
  constructor(
    readonly page: Page,
    private readonly world: World,
  ) {}

  get panel(): FrameLocator {
    return this.page.frameLocator(PANEL);
  }

  get frame() {
    return this.page.locator(PANEL);
  }

  get launcher() {
    return this.page.getByRole('button', { name: /^(Open chat|打开聊天|Close chat|关闭聊天)/ });
  }

  get field() {
    return this.panel.getByRole('textbox', { name: /^(Message|消息)$/ });
  }

  /** A message with these words, and not its announcement to screen readers. */
  said(words: string, options: { exact?: boolean } = {}) {
    return this.panel.locator('[data-author]').getByText(words, options);
  }

  async visit(query = '', path = '/'): Promise<void> {
    await this.page.goto(this.world.shop.origin + path + query);
    await expect(this.launcher).toBeVisible();
  }

  async open(query = '', path = '/'): Promise<void> {
    await this.visit(query, path);
    await this.launcher.click();
    await expect(this.field).toBeFocused();
  }

  async say(words: string): Promise<void> {
    await this.field.fill(words);
    await this.field.press('Enter');
  }

  /** What axe objects to on the whole page, the panel in its shadow root and frame included. */
  async objections(): Promise<string[]> {
    await settled(this.page);
    const { violations } = await new AxeBuilder({ page: this.page }).withTags(RULES).analyze();
    return violations.map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target.flat().join(' ')).join('; ')}`);
  }
}
