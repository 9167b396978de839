import type { Browser } from '@playwright/test';
import { Agent, WORDS } from './agent';
import { SlowGenerator } from './generator';
import { Service } from './service';
import { expect, Shopper, test as base, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];
/** Longer than the widget and the desk may pause between two tries. */
const BACK = { timeout: 90_000 };
/** A button that is there; what it is for may have come about by itself. */
const AT_ONCE = { timeout: 3000 };

const SAID: Readonly<Record<Language, Readonly<Record<'ask' | 'told' | 'before' | 'down' | 'later' | 'looking' | 'found' | 'after', string>>>> = {
  en: {
    ask: 'How do I return something?', told: 'return', before: 'my lantern flickers', down: 'is anybody there?', later: 'it is the green one',
    looking: 'I am looking for a new one', found: 'there is one on our shelf', after: 'wonderful, thank you',
  },
  zh: {
    ask: '怎么退货？', told: '退', before: '我的灯笼一闪一闪的', down: '有人在吗？', later: '是绿色的那盏',
    looking: '我正在给您找新的', found: '架子上还有一盏', after: '太好了，谢谢',
  },
};

/** A service of its own, to be killed, whose answers take seconds to write. */
const test = base.extend<object, { generator: SlowGenerator; own: Service }>({
  generator: [
    async ({}, use) => {
      const generator = await SlowGenerator.start();
      await use(generator);
      await generator.stop();
    },
    { scope: 'worker' },
  ],
  own: [
    async ({ generator }, use) => {
      const service = await Service.start({ GENERATOR_URL: generator.url, GENERATOR_MODEL: 'slow' });
      await use(service);
      await service.stop();
    },
    { scope: 'worker', timeout: 900_000 },
  ],
  shop: async ({ own }, use) => use(own.place.shop),
});

test.describe.configure({ mode: 'serial' });

/** What somebody is shown of one author, each text as often as it is there. */
async function shown(talk: Shopper | Agent, author: 'shopper' | 'agent', texts: readonly string[]): Promise<string[]> {
  const all = await talk.from(author).allInnerTexts();
  return all.flatMap((words) => texts.filter((text) => words.includes(text)));
}

async function write(shopper: Shopper, text: string): Promise<void> {
  await shopper.field.fill(text);
  await shopper.field.press('Enter');
}

/** A shopper in a browser of their own. */
async function another(browser: Browser, { language, shop }: { language: Language; shop: string }): Promise<Shopper> {
  const shopper = new Shopper(await (await browser.newContext()).newPage(), language, shop);
  await shopper.open();
  return shopper;
}

for (const language of ['en', 'zh'] as const) {
  const said = SAID[language];
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });
    const theirs = [said.before, said.down, said.later, said.after];
    const ours = [words.hello, said.looking, said.found, words.again];

    test('all of the service is killed and started again: the talk with a person goes on, the answer comes once, the place in the queue stays', async ({ shopper, shop, browser, own, generator }) => {
      test.setTimeout(480_000);
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } }, own.place);
      await agent.join('Ann', 'agent');
      await shopper.open();
      await shopper.say(words.ask);
      await write(shopper, said.before);
      await agent.entry(said.before).click();
      await agent.page.getByRole('button', { name: words.take, exact: true }).click();
      await agent.say(words.hello);
      await expect(shopper.from('agent')).toContainText(words.hello);
      const waiting = await another(browser, { language, shop });
      await waiting.say(words.ask);
      await expect(waiting.from('bot').getByText(words.place)).toHaveCount(1);
      const asking = await another(browser, { language, shop });
      // Whatever the machine is busy with, the answer is not whole when the service dies.
      generator.pace.allow(25);
      await write(asking, said.ask);
      await expect(asking.panel.locator('[data-draft]')).toBeVisible();

      await own.kill();
      generator.pace.allow();
      await writeMeanwhile();
      await own.startAgain();

      await bothHaveAll();
      await onceOnReload();
      await expect(asking.panel.locator('[data-draft]')).toHaveCount(0, BACK);
      await expect(asking.from('bot'), 'one answer').toHaveCount(1, BACK);
      await expect(asking.from('bot')).toContainText(said.told);
      await expect(waiting.panel.locator('[data-delivery]')).toHaveCount(0, BACK);
      await expect(waiting.from('bot').getByText(words.place), 'the place in the queue is kept').toHaveCount(1);
      await expect.poll(() => shown(waiting, 'shopper', [words.ask, said.later])).toEqual([words.ask, said.later]);
      await expect(waiting.from('bot'), 'the bot says nothing more').toHaveCount(1);
      await agent.page.getByRole('button', { name: words.back }).click();
      await expect(shopper.status).toHaveText(words.own);
      await Promise.all([agent, waiting, asking].map((side) => side.page.context().close()));

      async function writeMeanwhile(): Promise<void> {
        for (const text of [said.down, said.later]) await write(shopper, text);
        await write(waiting, said.later);
        for (const text of [said.looking, said.found]) {
          await agent.page.getByRole('textbox', { name: words.reply }).fill(text);
          await agent.page.keyboard.press('Enter');
        }
        await expect(shopper.panel.locator('[data-author=shopper][data-delivery]')).toHaveCount(2);
        await expect(shopper.panel.locator('[data-connection=lost]')).toBeVisible();
        await expect(agent.log.locator('[data-delivery]')).toHaveCount(2);
        if (SHOTS) await shopper.page.screenshot({ path: `${SHOTS}/restart-${language}.png` });
      }

      /** Once, in order, and then what is said afterwards. */
      async function bothHaveAll(): Promise<void> {
        await expect(async () => {
          // What the widget has given up is sent again by its button, the oldest first.
          for (const { panel } of [shopper, waiting]) {
            const again = panel.locator('[data-delivery=failed]').getByRole('button').first();
            if (await again.isVisible()) await again.click(AT_ONCE).catch(() => undefined);
          }
          expect(await shown(agent, 'shopper', [said.down, said.later])).toEqual([said.down, said.later]);
          expect(await shown(shopper, 'agent', [said.looking, said.found])).toEqual([said.looking, said.found]);
        }).toPass(BACK);
        for (const side of [shopper.panel, agent.log]) await expect(side.locator('[data-delivery]')).toHaveCount(0, BACK);
        await expect(shopper.panel.locator('[data-connection=lost]')).toBeHidden();
        await expect(shopper.status, 'whoever had the conversation has it').toHaveText(words.with);
        await write(shopper, said.after);
        await expect(agent.from('shopper').last()).toContainText(said.after);
        await agent.say(words.again);
        await expect(shopper.from('agent').last()).toContainText(words.again);
        for (const side of [shopper, agent]) {
          await expect.poll(() => shown(side, 'shopper', theirs)).toEqual(theirs);
          await expect.poll(() => shown(side, 'agent', ours)).toEqual(ours);
        }
      }

      async function onceOnReload(): Promise<void> {
        await shopper.page.reload();
        await expect(shopper.from('agent').last()).toContainText(words.again);
        await expect.poll(() => shown(shopper, 'shopper', theirs)).toEqual(theirs);
        await expect.poll(() => shown(shopper, 'agent', ours)).toEqual(ours);
      }
    });
  });
}
