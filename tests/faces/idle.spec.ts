import { expect, test, type Browser } from '@playwright/test';
import { Agent, PASSWORD, WORDS as WORDS_OF_AGENTS } from './agent';
import { Service } from './service';
import { Shopper, type Language } from './shopper';

const IDLE = 30;
const VANISHED_AFTER = 60;
/** The service looks once a second whose streams are to end. */
const FOUND = { timeout: 10_000 };

const WORDS = {
  en: { about: 'my colander has no holes', draft: 'Let me ask the workshop', over: /^You have been signed out, because nothing was done here/, vanished: 'The connection to the person who answered you is gone.' },
  zh: { about: '我的漏勺没有孔', draft: '我先问一下工坊', over: /^由于长时间没有操作，您已自动退出登录/, vanished: '接待您的客服已失去连接' },
} as const;

let service: Service;

test.describe.configure({ mode: 'serial', timeout: 500_000 });

test.beforeAll(async () => {
  test.setTimeout(900_000);
  service = await Service.start({ PEOPLE_IDLE_MINUTES: `${IDLE / 60}`, DESK_VANISHED_AFTER: `${VANISHED_AFTER}` });
});

test.afterAll(async () => service?.stop());

/** All of them wait, and wait at once: minutes of a browser that nobody touches. */
test('an open page keeps nobody signed in who does nothing, and what they began is not lost', async ({ browser }) => {
  await Promise.all(
    (['en', 'zh'] as const).flatMap((language) => [
      test.step(`who answers somebody (${language})`, () => answers(browser, language)),
      test.step(`who has no seat at the desk (${language})`, () => reads(browser, language)),
    ]),
  );
});

async function answers(browser: Browser, language: Language): Promise<void> {
  const words = WORDS[language];
  const shopper = await waits(browser, language, words.about);
  const ann = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } }, service.place);
  const login = await ann.join('Ann', 'agent');
  const twin = await ann.page.context().newPage();
  await twin.goto(ann.page.url());
  await expect(twin.getByRole('button', { name: ann.words.signOut })).toBeVisible();
  await ann.page.bringToFront();
  await ann.entry(words.about).click();
  await take(ann);
  await ann.say(ann.words.hello);
  await expect(shopper.from('agent').last()).toContainText(ann.words.hello);
  const field = ann.page.getByRole('textbox', { name: ann.words.reply });
  await field.pressSequentially(words.draft);

  // Longer than somebody may be idle: a touch of the mouse now and then is enough.
  for (let second = 0; second < IDLE + 20; second += 10) {
    await ann.page.waitForTimeout(10_000);
    await ann.page.mouse.move(200 + second, 300);
  }
  await expect(field).toHaveValue(words.draft);
  for (const page of [ann.page, twin]) await expect(page.getByRole('button', { name: ann.words.signOut })).toBeVisible();

  await ann.page.waitForTimeout((IDLE + 2) * 1000);
  await expect(ann.page.getByRole('alert').filter({ hasText: words.over })).toBeVisible(FOUND);
  await expect(ann.page.getByLabel(ann.words.login)).toBeVisible();
  await expect(ann.page.getByText(words.about), 'nothing of the shoppers is seen any more').toHaveCount(0);
  await expect(twin.getByRole('alert').filter({ hasText: words.over })).toBeVisible({ timeout: 20_000 });
  expect(await ann.objections()).toEqual([]);
  await ann.shoot('idle');
  await expect(shopper.from('system').filter({ hasText: words.vanished })).toBeVisible({ timeout: (VANISHED_AFTER + 30) * 1000 });

  await signIn(ann, login);
  await expect(field, 'what was begun stands where it stood').toHaveValue(words.draft);
  await ann.shoot('idle-over');
  await twin.bringToFront();
  await twin.evaluate(() => dispatchEvent(new Event('focus')));
  await expect(twin.getByRole('button', { name: ann.words.signOut }), 'the other tab comes along').toBeVisible();
  await ann.page.bringToFront();
  await take(ann);
  await field.press('Enter');
  await expect(shopper.from('agent').last()).toContainText(words.draft);
  await Promise.all([ann, shopper].map(({ page }) => page.context().close()));
}

/** Is signed out as well, and told why. */
async function reads(browser: Browser, language: Language): Promise<void> {
  const { over } = WORDS[language];
  const mia = await Agent.open(browser, language, { viewport: { width: 390, height: 780 } }, service.place);
  await mia.join('Mia', 'merchant');
  await mia.page.waitForTimeout((IDLE - 12) * 1000);
  await mia.page.mouse.wheel(0, 200);
  await mia.page.waitForTimeout((IDLE - 12) * 1000);
  await expect(mia.page.getByRole('button', { name: mia.words.signOut })).toBeVisible();
  await expect(mia.page.getByRole('alert').filter({ hasText: over })).toBeVisible({ timeout: 40_000 });
  await mia.shoot('idle-phone');
  await mia.page.context().close();
}

async function waits(browser: Browser, language: Language, about: string): Promise<Shopper> {
  const shopper = new Shopper(await (await browser.newContext()).newPage(), language, service.place.shop);
  await shopper.open();
  await shopper.say(WORDS_OF_AGENTS[language].ask);
  await shopper.field.fill(about);
  await shopper.field.press('Enter');
  return shopper;
}

async function take(agent: Agent): Promise<void> {
  await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
  await expect(agent.page.getByRole('textbox', { name: agent.words.reply })).toBeVisible();
}

async function signIn(agent: Agent, login: string): Promise<void> {
  await agent.page.getByLabel(agent.words.login).fill(login);
  await agent.page.getByLabel(agent.words.password, { exact: true }).fill(PASSWORD);
  await agent.page.getByRole('button', { name: agent.words.signIn, exact: true }).click();
  await expect(agent.page.getByRole('button', { name: agent.words.signOut })).toBeVisible();
}
