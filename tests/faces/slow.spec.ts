import { Agent, WORDS } from './agent';
import { Line } from './line';
import { expect, place, Shopper, test, type Language } from './shopper';

/** Screenshots to look at are kept when SHOTS names a folder. */
const SHOTS = process.env['SHOTS'];

/** What DevTools has long called so; the limits are seconds, of which the link alone takes up to three and a slow and busy machine the rest. */
const LINKS = [
  { name: '3G', roundTrip: 300, kilobits: 1600, limits: { launcher: 12, panel: 12, sent: 10, answered: 15, person: 15, heard: 10, reloaded: 12 } },
  { name: 'slow 3G', roundTrip: 400, kilobits: 400, limits: { launcher: 16, panel: 16, sent: 12, answered: 16, person: 16, heard: 10, reloaded: 16 } },
] as const;

const SAID: Readonly<Record<Language, { readonly ask: string; readonly told: RegExp; readonly about: string; readonly hello: string }>> = {
  en: { ask: 'How long do I have to return shoes?', told: /45 days/, about: 'my train is slow and so is my line', hello: 'Take your time, I am here.' },
  zh: { ask: '鞋子多久之内可以退货？', told: /45天/, about: '火车上网络很慢', hello: '不着急，我一直在。' },
};

for (const language of ['en', 'zh'] as const) {
  for (const { name, roundTrip, kilobits, limits } of LINKS) {
    test(`${language}: over ${name} (${roundTrip} ms, ${kilobits} kbit/s) a shopper asks, waits for a person and is answered in time`, async ({ browser }) => {
      test.setTimeout(240_000);
      const { ask, told, hello } = SAID[language];
      const about = `${SAID[language].about}, ${name}`;
      const words = WORDS[language];
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      await agent.join('Tess', 'agent');
      const line = await Line.open();
      line.shape(roundTrip, kilobits);
      const page = await (await browser.newContext({ proxy: line.proxy })).newPage();
      const shopper = new Shopper(page, language, place.shop);

      const took: Partial<Record<keyof typeof limits, number>> = {};
      const time = async (step: keyof typeof limits, act: () => Promise<unknown>): Promise<void> => {
        const start = Date.now();
        await act();
        took[step] = Math.round((Date.now() - start) / 100) / 10;
      };
      const say = async (text: string): Promise<void> => {
        await shopper.field.fill(text);
        await shopper.field.press('Enter');
      };

      await time('launcher', () => shopper.visit());
      await time('panel', async () => {
        await shopper.launcher.click();
        await expect(shopper.field).toBeFocused();
      });
      await time('sent', async () => {
        await say(ask);
        await expect(shopper.from('shopper')).toHaveCount(1);
      });
      await time('answered', () => expect(shopper.from('bot')).toContainText(told));
      await time('person', async () => {
        await say(words.ask);
        await expect(shopper.from('bot')).toHaveCount(2);
      });
      await say(about);
      await agent.entry(about).click();
      await agent.page.getByRole('button', { name: words.take, exact: true }).click();
      await expect(shopper.status).toHaveText(words.with);
      await agent.say(hello);
      await time('heard', () => expect(shopper.from('agent')).toContainText(hello));
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/slow-${language}-${kilobits}.png` });
      await time('reloaded', async () => {
        await page.reload();
        await expect(shopper.from('agent')).toContainText(hello);
      });
      await expect(shopper.from('shopper')).toHaveText([ask, words.ask, about].map((text) => new RegExp(text.replaceAll('?', '\\?'))));
      await expect(shopper.from('agent')).toHaveCount(1);

      test.info().annotations.push({ type: `${language} over ${name}`, description: JSON.stringify(took) });
      if (process.env['FIGURES']) console.log(language, name, took);
      for (const step of Object.keys(limits) as (keyof typeof limits)[]) expect.soft(took[step], `${step} in seconds`).toBeLessThan(limits[step]);
      await Promise.all([shopper, agent].map((side) => side.page.context().close()));
      await line.close();
    });
  }
}
