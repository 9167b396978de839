import { Agent } from './agent';
import { expect, place, test } from './shopper';
import { unique } from './unique';

const WORDS = {
  en: { need: 'a quiet keyboard under 80', about: 'my barometer points at storm, number 8813', title: 'Desk', send: 'Send', summary: 'Summary' },
  zh: { need: '想买一个台灯，预算100以内', about: '我的气压计总指着暴风雨，编号8824', title: '客服工作台', send: '发送', summary: '对话摘要' },
} as const;

/** What is common on laptops, and a window that is high enough for the summary to stand open. */
const WINDOWS = [
  { width: 1280, height: 800, isOpen: false },
  { width: 1366, height: 768, isOpen: false },
  { width: 1536, height: 1000, isOpen: true },
] as const;

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('a row of product cards leaves a phone its width, and shows the pictures and pages of the shop', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language, { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true });
      await agent.join('Pia', 'agent');
      const { page } = agent;
      const about = unique(words.about);
      await shopper.open();
      await shopper.say(words.need);
      await shopper.say(agent.words.ask);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await expect(agent.entry(about)).toBeVisible();
      const heading = page.getByRole('heading', { name: words.title, level: 1 });
      expect((await heading.boundingBox())!.height, 'the title stands on one line').toBeLessThan(30);
      await agent.shoot('room-phone-list');
      await agent.entry(about).click();
      const cards = agent.log.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 2 }) });
      await cards.last().scrollIntoViewIfNeeded();
      const picture = cards.last().getByRole('presentation');
      await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), 'the picture is there').toBeGreaterThan(0);
      const link = cards.last().getByRole('link');
      await expect(link).toHaveAttribute('href', new RegExp(`^${place.shop}/products/`));
      await expect(link, 'the desk stays open').toHaveAttribute('target', '_blank');
      await expect(page.getByRole('button', { name: words.send, exact: true })).toBeInViewport({ ratio: 1 });
      expect(await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth])).toEqual([390, 390]);
      await agent.shoot('room-phone-cards');
      await page.context().close();
    });

    test('the talk has two fifths of the window or more, before it is taken and after', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language);
      await agent.join('Tess', 'agent');
      const { page } = agent;
      const about = unique(words.about);
      await shopper.open();
      await shopper.say(words.need);
      await shopper.say(agent.words.ask);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      for (const state of ['waiting', 'taken'] as const) {
        for (const { isOpen, ...window } of WINDOWS) {
          await page.setViewportSize(window);
          await page.reload();
          await agent.entry(about).click();
          await expect(agent.log).toContainText(about);
          const summary = page.getByRole('region', { name: words.summary });
          await expect(page.locator('details[aria-busy=false] > summary').filter({ hasText: words.summary })).toBeVisible();
          await expect(summary).toBeVisible({ visible: isOpen });
          const { height } = (await agent.log.boundingBox())!;
          const at = `${window.width} by ${window.height}, ${state}`;
          expect.soft(height / window.height, at).toBeGreaterThanOrEqual(0.4);
          await agent.shoot(`room-${window.width}-${state}`);
        }
        const take = page.getByRole('button', { name: agent.words.take, exact: true });
        if (state === 'waiting') await take.click();
        await expect(take).toHaveCount(0);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.reload();
      await agent.entry(about).click();
      await page.getByRole('textbox', { name: agent.words.reply, exact: true }).fill('/');
      await agent.shoot('room-slash');
      expect((await agent.log.boundingBox())!.height, 'with the ready-made replies open').toBeGreaterThan(160);
      await page.context().close();
    });
  });
}
