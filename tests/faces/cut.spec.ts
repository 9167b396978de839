import type { Browser, Page } from '@playwright/test';
import { Agent, WORDS } from './agent';
import { Line } from './line';
import { expect, place, Shopper, test, type Language } from './shopper';

/** Longer than the widget and the desk may pause between two tries. */
const BACK = { timeout: 90_000 };

const SAID = {
  en: {
    before: 'it is the blue one', shopper: ['are you still there?', 'I can send a picture'], agent: ['I am looking for your order', 'found it'],
    after: 'thank you, that helps',
  },
  zh: {
    before: '是蓝色的那个', shopper: ['您还在吗？', '我可以发照片'], agent: ['我正在查您的订单', '查到了'],
    after: '谢谢，这很有帮助',
  },
} as const;

/** A browser whose only way into the network is `line`. */
async function pageOver(browser: Browser, line: Line): Promise<Page> {
  return (await browser.newContext({ proxy: line.proxy })).newPage();
}

/** What somebody is shown of one author, each text as often as it is there. */
async function shown(talk: Shopper | Agent, author: 'shopper' | 'agent', texts: readonly string[]): Promise<string[]> {
  const all = await talk.from(author).allInnerTexts();
  return all.flatMap((words) => texts.filter((text) => words.includes(text)));
}

/** What the widget has given up is sent again by its button, the oldest first. */
async function sendAgain(shopper: Shopper): Promise<void> {
  const again = shopper.panel.locator('[data-delivery=failed]').getByRole('button').first();
  // It may have gone by itself by then.
  if (await again.isVisible()) await again.click({ timeout: 3000 }).catch(() => undefined);
}

for (const language of ['en', 'zh'] as const satisfies readonly Language[]) {
  const said = SAID[language];

  test(`${language}: the line is cut for shopper and agent in mid-talk, and each message is shown once on both sides`, async ({ browser }) => {
    test.setTimeout(360_000);
    const [theirs, ours] = [await Line.open(), await Line.open()];
    const shopper = new Shopper(await pageOver(browser, theirs), language, place.shop);
    const agent = await Agent.open(browser, language, { proxy: ours.proxy, viewport: { width: 1360, height: 820 } });
    await agent.join('Ann', 'agent');
    await shopper.open();
    await shopper.say(WORDS[language].ask);
    await shopper.field.fill(said.before);
    await shopper.field.press('Enter');
    await expect(shopper.from('shopper').last()).toContainText(said.before);
    await agent.entry(said.before).click();
    await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
    await agent.say(agent.words.hello);
    await expect(shopper.from('agent')).toContainText(agent.words.hello);

    theirs.cut();
    ours.cut();
    for (const words of said.shopper) {
      await shopper.field.fill(words);
      await shopper.field.press('Enter');
    }
    for (const words of said.agent) {
      await agent.page.getByRole('textbox', { name: agent.words.reply }).fill(words);
      await agent.page.keyboard.press('Enter');
    }
    // What is on its way is shown, and that it is.
    await expect(shopper.panel.locator('[data-author=shopper][data-delivery]')).toHaveCount(said.shopper.length);
    await expect(agent.log.locator('[data-delivery]')).toHaveCount(said.agent.length);
    await agent.page.waitForTimeout(3000);
    expect(await shown(shopper, 'agent', said.agent)).toEqual([]);
    theirs.heal();
    ours.heal();

    await expect(async () => {
      await sendAgain(shopper);
      expect(await shown(agent, 'shopper', said.shopper)).toEqual(said.shopper);
      expect(await shown(shopper, 'agent', said.agent)).toEqual(said.agent);
    }).toPass(BACK);
    await expect(shopper.panel.locator('[data-delivery]')).toHaveCount(0, BACK);
    await expect(agent.log.locator('[data-delivery]')).toHaveCount(0, BACK);
    await shopper.field.fill(said.after);
    await shopper.field.press('Enter');
    await expect(agent.from('shopper').last()).toContainText(said.after);
    const all = [said.before, ...said.shopper, said.after];
    for (const side of [shopper, agent]) {
      await expect.poll(() => shown(side, 'shopper', all)).toEqual(all);
      await expect.poll(() => shown(side, 'agent', said.agent)).toEqual(said.agent);
    }
    await Promise.all([shopper, agent].map((side) => side.page.context().close()));
    await Promise.all([theirs.close(), ours.close()]);
  });
}
