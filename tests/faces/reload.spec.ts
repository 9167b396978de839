import { SlowGenerator } from './generator';
import { Service } from './service';
import { expect, test as base, type Language } from './shopper';

const ASK: Readonly<Record<Language, { readonly ask: string; readonly then: string; readonly told: RegExp }>> = {
  en: { ask: 'How do I return something?', then: 'hello', told: /Hello/ },
  zh: { ask: '怎么退货？', then: '你好', told: /您好/ },
};

/** A service of its own, whose answers come from a language model that takes seconds, as they do in a large shop. */
const test = base.extend<object, { slow: Service }>({
  slow: [
    async ({}, use) => {
      const generator = await SlowGenerator.start();
      const service = await Service.start({ GENERATOR_URL: generator.url, GENERATOR_MODEL: 'slow' });
      await use(service);
      expect(generator.asked).toBeGreaterThan(0);
      await service.stop();
      await generator.stop();
    },
    { scope: 'worker', timeout: 900_000 },
  ],
  shop: async ({ slow }, use) => use(slow.place.shop),
});

test.describe.configure({ mode: 'serial' });

for (const language of ['en', 'zh'] as const) {
  test.describe(language, () => {
    test.use({ language });

    test('a reload in the midst of a streaming answer keeps the history, and the answer comes once', async ({ shopper }) => {
      const { ask, then, told } = ASK[language];
      await shopper.open();
      await shopper.say(then);
      await shopper.field.fill(ask);
      await shopper.field.press('Enter');
      const draft = shopper.panel.locator('[data-draft]');
      await expect(draft).toBeVisible();
      const begun = (await draft.innerText()).trim();
      await shopper.page.reload();
      await expect(draft, 'the answer is still being written after the reload').toBeVisible();
      await expect(shopper.from('bot')).toHaveCount(2);
      await expect(draft).toHaveCount(0);
      const answer = shopper.from('bot').last();
      await expect(answer.getByRole('button', { name: new RegExp(`^${shopper.words.source} 1`) })).not.toHaveCount(0);
      const sentence = begun.split('\n').at(-1)!.slice(0, 20);
      const whole = await answer.innerText();
      expect(whole.split(sentence)).toHaveLength(2);
      await expect(shopper.from('shopper')).toHaveText([new RegExp(then), new RegExp(ask.replace('?', '\\?'))]);
      await expect(shopper.from('bot').first()).toContainText(told);

      await shopper.page.reload();
      await expect(shopper.from('bot')).toHaveCount(2);
      expect(await shopper.from('bot').last().innerText()).toBe(whole);
    });
  });
}
