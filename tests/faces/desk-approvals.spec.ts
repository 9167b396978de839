import { join } from 'node:path';
import type { Browser, Locator } from '@playwright/test';
import { Agent } from './agent';
import { IDENTITY_KEY } from './identity';
import { change, Service } from './service';
import { expect, test as base, type Language, type Shopper } from './shopper';

const WORDS = {
  en: {
    orders: { made: ['C-1039', 'W10170'], stale: ['C-1017', 'W10171'], twice: ['C-1055', 'W10157'], lost: ['C-1009', 'W10154'] },
    cancel: (order: string) => `please cancel ${order}`, kind: 'Cancel the order', limit: 'the amount is above the shop’s limit', approve: 'Approve', refuse: 'Refuse', word: /^A word to the customer/, section: 'To approve', putAway: 'Put away',
    done: /^Done: the shop’s data show it/, stale: 'Not done: nothing was changed. The order has changed since the customer agreed.', cancelled: /has agreed, and it is done/, notDone: 'Nothing has been written',
    page: 'Requests', talks: 'Conversations', seen: 'Seen', about: 'the lid of my samovar is dented', more: 'and its tap drips', other: 'my trivet is warped',
  },
  zh: {
    orders: { made: ['C-1018', 'W10163'], stale: ['C-1041', 'W10192'], twice: ['C-1031', 'W10200'], lost: ['C-1046', 'W10166'] },
    cancel: (order: string) => `帮我取消订单${order}`, kind: '取消订单', limit: '金额超出店铺限额', approve: '同意', refuse: '不同意', word: /^给顾客的说明/, section: '待审批', putAway: '收起',
    done: /^已办理：商店数据已更新/, stale: '未办理：没有任何改动。顾客同意之后，订单又有变化。', cancelled: /已同意，并已办理完成/, notDone: '没有任何改动',
    page: '退换与问题', talks: '对话', seen: '已读', about: '茶炊的盖子凹了一块', more: '龙头也在滴水', other: '隔热垫变形了',
  },
} as const;

let own: Service;

/** A shop in which a person looks at whatever moves more than 100 dollars. */
const test = base.extend({ shop: async ({}, use) => use(own.place.shop) });

// One after the other: each of them would start a service of its own.
test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  own = await Service.start({ IDENTITY_KEYS: IDENTITY_KEY, WRITES_APPROVE_ABOVE: '100' });
});

test.afterAll(async () => own?.stop());

async function seated(browser: Browser, language: Language, role: string): Promise<Agent> {
  const agent = await Agent.open(browser, language, { viewport: { width: 1440, height: 1000 } }, own.place);
  await agent.join('Sue', role);
  return agent;
}

/** A shopper's yes to what is over the limit. */
async function ask(shopper: Shopper, [customer, order]: readonly [string, string]): Promise<void> {
  await shopper.openAs(customer);
  await shopper.say(WORDS[shopper.language].cancel(order));
  await shopper.press(shopper.words.yes);
}

/** What is shown to the supervisor of a request. */
function cardOf(agent: Agent, order: string): Locator {
  return agent.page.getByRole('region', { name: WORDS[agent.language].section }).getByRole('article').filter({ hasText: order });
}

/** A conversation that waits at the desk, and what it is about. */
async function wait(shopper: Shopper, ask: string, about: string): Promise<string> {
  await shopper.say(ask);
  const words = `${about} ${Date.now()}`;
  await shopper.field.fill(words);
  await shopper.field.press('Enter');
  return words;
}

async function goTo(agent: Agent, page: string): Promise<void> {
  await agent.page.getByRole('banner').getByRole('button', { name: page, exact: true }).click();
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('an approval that goes through is told, and stays until it is put away', async ({ shopper, browser }) => {
      const [, order] = words.orders.made;
      await ask(shopper, words.orders.made);
      const agent = await seated(browser, language, 'supervisor');
      const card = cardOf(agent, order);
      await expect(card.getByRole('heading')).toHaveText(`${words.kind} · ${order}`);
      await expect(card).toContainText(words.limit);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('approval');
      await card.getByRole('button', { name: words.approve, exact: true }).click();
      await expect(card.getByRole('status')).toHaveText(words.done);
      await expect(card.getByRole('button', { name: words.putAway }), 'the focus is not lost').toBeFocused();
      await expect(shopper.from('system').last()).toContainText(words.cancelled);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('approval-done');
      await card.getByRole('button', { name: words.putAway }).click();
      await expect(card).toHaveCount(0);
      await expect(agent.page.getByRole('heading', { name: words.section })).toBeFocused();
      await agent.page.context().close();
    });

    test('one whose order has changed meanwhile is told as not done, also once another talk is opened', async ({ shopper, browser }) => {
      const [, order] = words.orders.stale;
      await ask(shopper, words.orders.stale);
      const agent = await seated(browser, language, 'supervisor');
      const card = cardOf(agent, order);
      await expect(card).toBeVisible();
      await change(join(own.place.folder, 'shop.db'), `UPDATE orders SET note = 'Ring twice.', version = version + 1 WHERE order_id = '${order}'`);
      await card.getByRole('button', { name: words.approve, exact: true }).click();
      await expect(card.getByRole('alert')).toHaveText(words.stale);
      await expect(card.getByRole('button', { name: words.approve, exact: true })).toHaveCount(0);
      await expect(shopper.from('system').last()).toContainText(words.notDone);
      expect(await agent.objections()).toEqual([]);
      const about = await wait(shopper, agent.words.ask, words.other);
      await agent.entry(about).click();
      await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
      await expect(shopper.status).toHaveText(agent.words.with);
      await expect(card.getByRole('alert'), 'what is done elsewhere at the desk leaves it').toHaveText(words.stale);
      await agent.shoot('approval-stale');
      await agent.page.setViewportSize({ width: 390, height: 844 });
      await agent.page.getByRole('button', { name: /^(Back to the list|返回列表)$/ }).click();
      await card.scrollIntoViewIfNeeded();
      expect(await agent.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await agent.shoot('approval-stale-phone');
      await agent.page.context().close();
    });

    test('a double press decides once, and is told as one success', async ({ shopper, browser }) => {
      const [, order] = words.orders.twice;
      await ask(shopper, words.orders.twice);
      const agent = await seated(browser, language, 'supervisor');
      const card = cardOf(agent, order);
      const sent: string[] = [];
      agent.page.on('request', (request) => request.method() === 'POST' && request.url().includes('/desk/approvals/') && sent.push(request.url()));
      await card.getByRole('button', { name: words.approve, exact: true }).dblclick();
      await expect(card.getByRole('status')).toHaveText(words.done);
      await expect(card.getByRole('alert')).toHaveText('');
      expect(sent).toHaveLength(1);
      await expect(shopper.from('system')).toHaveCount(1);
      await agent.page.context().close();
    });

    test('a decision whose answer is lost is found, and a colleague who was slower reads whose it is', async ({ shopper, browser }) => {
      const [, order] = words.orders.lost;
      await ask(shopper, words.orders.lost);
      const [agent, slower] = [await seated(browser, language, 'supervisor'), await seated(browser, language, 'supervisor')];
      await slower.page.route('**/api/v1/desk/events', (route) => route.abort());
      await slower.page.reload();
      await expect(cardOf(slower, order)).toBeVisible();
      await agent.page.route('**/desk/approvals/*', async (route) => {
        await route.fetch();
        await route.abort();
      });
      await cardOf(agent, order).getByRole('button', { name: words.approve, exact: true }).click();
      await expect(cardOf(agent, order).getByRole('status')).toHaveText(words.done);
      await cardOf(slower, order).getByLabel(words.word).fill('No.');
      await cardOf(slower, order).getByRole('button', { name: words.refuse, exact: true }).click();
      await expect(cardOf(slower, order).getByRole('alert')).toContainText(/sue-\S+@shop\.example/);
      await slower.shoot('approval-slower');
      await expect(shopper.from('system')).toHaveCount(1);
      await Promise.all([agent, slower].map((one) => one.page.context().close()));
    });

    test('beside another page a message is not seen and no key takes a talk', async ({ shopper, browser }) => {
      const agent = await seated(browser, language, 'agent');
      const { page } = agent;
      await shopper.open();
      const about = await wait(shopper, agent.words.ask, words.about);
      await agent.entry(about).click();
      await expect(agent.from('shopper').last()).toContainText(about);
      const taken: string[] = [];
      page.on('request', (request) => request.url().includes('/take') && taken.push(request.url()));
      await goTo(agent, words.page);
      await expect(page.getByRole('heading', { level: 2, name: words.page })).toBeFocused();
      await page.keyboard.press('t');
      await goTo(agent, words.talks);
      expect(taken, 'what is hidden is not pressed').toEqual([]);
      const take = page.getByRole('button', { name: agent.words.take, exact: true });
      await expect(take, 'nobody has taken it').toBeVisible();
      await expect(async () => {
        // Once it is taken the key means nothing more.
        await page.locator('body').press('t');
        await expect(shopper.status).toHaveText(agent.words.with, { timeout: 5000 });
      }).toPass({ timeout: 30_000 });
      await expect(shopper.panel.locator('[data-seen]')).toHaveText(words.seen);

      await goTo(agent, words.page);
      const told: string[] = [];
      page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/seen') && told.push(request.url()));
      await shopper.field.fill(words.more);
      await shopper.field.press('Enter');
      await expect(shopper.from('shopper').last()).toContainText(words.more);
      await expect(page, 'it stands unread').toHaveTitle(/^\(1\)/);
      expect(told).toEqual([]);
      const last = shopper.from('shopper').last();
      const seen = shopper.panel.locator('[data-seen]');
      expect(await seen.evaluate((mark, words) => mark.compareDocumentPosition([...document.querySelectorAll('[data-author=shopper]')].find((one) => one.textContent!.includes(words))!) & Node.DOCUMENT_POSITION_FOLLOWING, words.more)).toBeTruthy();
      await agent.shoot('unseen');
      await goTo(agent, words.talks);
      await expect.poll(() => told.length).toBe(1);
      await expect(page).toHaveTitle(/^[^(]/);
      await expect(last).toContainText(words.more);
      await page.context().close();
    });
  });
}
