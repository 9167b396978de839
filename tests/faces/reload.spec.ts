import { SlowGenerator } from './generator';
import { Service } from './service';
import { expect, test as base, type Language } from './shopper';

const ASK: Readonly<Record<Language, { readonly ask: string; readonly then: string; readonly told: RegExp }>> = {
  en: { ask: 'How do I return something?', then: 'hello', told: /Hello/ },
  zh: { ask: '怎么退货？', then: '你好', told: /您好/ },
};

/** Words of the model before the reload, and letters of a sentence that is told from every other by them. */
const SAID_BEFORE = 25;
const LONG_ENOUGH = 10;

/** A service of its own, whose answers come from a language model that takes seconds, as they do in a large shop. */
const test = base.extend<object, { slow: { readonly service: Service; readonly generator: SlowGenerator } }>({
  slow: [
    async ({}, use) => {
      const generator = await SlowGenerator.start();
      const service = await Service.start({ GENERATOR_URL: generator.url, GENERATOR_MODEL: 'slow', GENERATOR_TIMEOUT_SECONDS: '29' });
      await use({ service, generator });
      expect(generator.asked).toBeGreaterThan(0);
      await service.stop();
      await generator.stop();
    },
    { scope: 'worker', timeout: 900_000 },
  ],
  shop: async ({ slow }, use) => use(slow.service.place.shop),
});

test.describe.configure({ mode: 'serial' });

for (const language of ['en', 'zh'] as const) {
  test.describe(language, () => {
    test.use({ language });

    test('a reload in the midst of a streaming answer keeps the history, and the answer comes once', async ({ shopper, slow: { generator } }) => {
      const { ask, then, told } = ASK[language];
      await shopper.open();
      await shopper.say(then);
      // So many words that a sentence of them is shown, and no more until the page is there again.
      generator.pace.allow(SAID_BEFORE);
      await shopper.field.fill(ask);
      await shopper.field.press('Enter');
      const draft = shopper.panel.locator('[data-draft]');
      const lastLine = async (): Promise<string> => (await draft.innerText()).trim().split('\n').at(-1)!;
      await expect.poll(async () => (await lastLine()).length).toBeGreaterThanOrEqual(LONG_ENOUGH);
      const sentence = (await lastLine()).slice(0, 20);
      await shopper.page.reload();
      await expect(draft, 'the answer is still being written after the reload').toBeVisible();
      generator.pace.allow();
      await expect(shopper.from('bot')).toHaveCount(2);
      await expect(draft).toHaveCount(0);
      const answer = shopper.from('bot').last();
      await expect(answer.getByRole('button', { name: new RegExp(`^${shopper.words.source} 1`) })).not.toHaveCount(0);
      const whole = await answer.innerText();
      expect(whole.split(sentence)).toHaveLength(2);
      await expect(shopper.from('shopper')).toHaveText([new RegExp(then), new RegExp(ask.replace('?', '\\?'))]);
      await expect(shopper.from('bot').first()).toContainText(told);

      await shopper.page.reload();
      await expect(shopper.from('bot')).toHaveCount(2);
      await expect.poll(() => shopper.from('bot').last().innerText()).toBe(whole);
    });
  });
}
