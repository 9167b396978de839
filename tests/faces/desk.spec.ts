import { Agent, PASSWORD, WORDS } from './agent';
import { expect, test } from './shopper';
import { unique } from './unique';

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('shopper and agent talk in two browsers, and the bot comes back', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      await agent.join('Ann', 'agent');
      expect(await agent.objections()).toEqual([]);
      await shopper.open();
      await shopper.say(words.ask);
      const about = unique(words.about);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await expect(shopper.from('bot').getByText(words.place), 'what is said while one waits takes no place away').toHaveCount(1);
      await agent.entry(about).click();
      await expect(agent.from('shopper').last()).toContainText(about);
      await expect(agent.page.getByText(words.guest)).toBeVisible();
      await agent.page.getByRole('button', { name: words.take, exact: true }).click();
      await expect(shopper.status).toHaveText(words.with);
      await expect(shopper.from('bot').getByText(words.place), 'nobody who is being answered has a place in the queue').toHaveCount(0);
      await agent.say(words.hello);
      await expect(shopper.from('agent')).toContainText(words.hello);
      await shopper.field.fill(words.again);
      await shopper.field.press('Enter');
      await expect(agent.from('shopper').last()).toContainText(words.again);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('talk');
      await agent.page.getByRole('button', { name: words.back }).click();
      await expect(shopper.status).toHaveText(words.own);
      await expect(agent.page.getByRole('heading', { name: words.withBot })).toBeVisible();
      await expect(await shopper.say(words.after)).toContainText(words.told);
      await expect(agent.from('bot').last(), 'who watches reads on').toContainText(words.told);
      await agent.shoot('watching');
      await agent.page.getByRole('button', { name: words.fromBot }).click();
      await expect(shopper.status).toHaveText(words.with);
      await expect(shopper.from('system').last()).toContainText(words.here);
      await agent.say(words.hello);
      await expect(shopper.from('agent').last()).toContainText(words.hello);
      await agent.page.getByRole('button', { name: words.close, exact: true }).click();
      await expect(agent.page.getByRole('heading', { name: words.closed })).toBeVisible();
      await agent.page.context().close();
    });

    test('two agents see each other and do not speak over each other', async ({ shopper, browser }) => {
      const about = unique(words.about);
      const [ann, bob] = [await Agent.open(browser, language), await Agent.open(browser, language)];
      await ann.join('Ann', 'agent');
      await bob.join('Bob', 'agent');
      await shopper.open();
      await shopper.say(words.ask);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await ann.entry(about).click();
      await ann.page.getByRole('button', { name: words.take, exact: true }).click();
      await expect(ann.page.getByRole('textbox', { name: words.reply })).toBeVisible();
      await bob.entry(about).click();
      await expect(bob.page.getByRole('button', { name: words.over })).toBeVisible();
      await expect(bob.page.getByRole('textbox', { name: words.reply })).toHaveCount(0);
      await bob.page.getByRole('button', { name: words.over }).click();
      await bob.say(words.hello);
      await expect(shopper.from('agent')).toContainText(words.hello);
      await expect(ann.page.getByRole('textbox', { name: words.reply })).toHaveCount(0);
      await Promise.all([ann, bob].map((agent) => agent.page.context().close()));
    });
  });
}

test('a wrong password says so, a right one opens the desk, and signing out shuts it', async ({ browser }) => {
  const agent = await Agent.open(browser, 'en', { viewport: { width: 390, height: 780 } });
  const login = await agent.join('Cy', 'agent');
  await agent.page.getByRole('button', { name: WORDS.en.signOut }).click();
  await agent.page.getByLabel(WORDS.en.login).fill(login);
  await agent.page.getByLabel(WORDS.en.password).fill('not the right secret');
  await agent.page.getByRole('button', { name: WORDS.en.signIn }).click();
  await expect(agent.page.getByRole('alert')).toContainText('wrong');
  expect(await agent.objections()).toEqual([]);
  await agent.shoot('door');
  await agent.page.getByLabel(WORDS.en.password).fill(PASSWORD);
  await agent.page.getByRole('button', { name: WORDS.en.signIn }).click();
  const signOut = agent.page.getByRole('button', { name: WORDS.en.signOut });
  await expect(signOut).toBeVisible();
  await agent.page.reload();
  await expect(signOut, 'a reload keeps the session').toBeVisible();
  expect(await agent.page.evaluate(() => document.cookie), 'no script reads the session').toBe('');
  await signOut.click();
  await expect(agent.page.getByLabel(WORDS.en.login)).toBeVisible();
  await agent.page.reload();
  await expect(agent.page.getByLabel(WORDS.en.login), 'the session is over').toBeVisible();
  await agent.page.context().close();
});
