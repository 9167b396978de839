import type { Browser } from '@playwright/test';
import { Agent, PASSWORD, WORDS } from './agent';
import { expect, place, Shopper, test, type Language } from './shopper';

const KEPT = {
  en: {
    kettle: 'my kettle whistles no more', ladle: 'my ladle is bent', half: 'Let me look whether', other: 'About the ladle', secret: 'he asked twice before', reply: 'The whistle is in the post.', more: 'and the handle is loose',
    file: 'Private notes and tags', note: 'Note for colleagues', passOn: 'Pass on…', why: 'Why it is over', solved: 'Solved',
    notSent: 'Reply not sent', elsewhere: 'Replies not sent', edit: 'Edit', again: 'Try again', gone: /^What you had written here/, discard: 'Throw it away', stays: /still signed in: signing out did not work/,
  },
  zh: {
    kettle: '我的水壶不响了', ladle: '我的汤勺弯了', half: '我先看看', other: '关于汤勺', secret: '他之前问过两次', reply: '哨子已经寄出了。', more: '把手也松了',
    file: '内部备注与标签', note: '给同事的备注', passOn: '转交…', why: '结束原因', solved: '已解决',
    notSent: '回复未发送', elsewhere: '未发送的回复', edit: '修改', again: '重试', gone: /^您之前在此写下的内容/, discard: '丢弃', stays: /退出登录未成功/,
  },
} as const;

/** Longer than the desk takes to find that its session is over. */
const FOUND = { timeout: 90_000 };

/** A shopper in a browser of their own, who waits for a person. */
async function waits(browser: Browser, language: Language, about: string): Promise<Shopper> {
  const shopper = new Shopper(await (await browser.newContext()).newPage(), language, place.shop);
  await shopper.open();
  await shopper.say(WORDS[language].ask);
  await write(shopper, about);
  return shopper;
}

async function write(shopper: Shopper, words: string): Promise<void> {
  await shopper.field.fill(words);
  await shopper.field.press('Enter');
}

async function take(agent: Agent, about: string): Promise<void> {
  await agent.entry(about).click();
  await expect(agent.from('shopper').last()).toContainText(about);
  const button = agent.page.getByRole('button', { name: agent.words.take, exact: true });
  await button.click();
  await expect(button).toHaveCount(0);
  await expect(agent.page.getByRole('textbox', { name: agent.words.reply })).toBeVisible();
}

async function signIn(agent: Agent, login: string): Promise<void> {
  await agent.page.getByLabel(agent.words.login).fill(login);
  await agent.page.getByLabel(agent.words.password, { exact: true }).fill(PASSWORD);
  await agent.page.getByRole('button', { name: agent.words.signIn, exact: true }).click();
  await expect(agent.page.getByRole('button', { name: agent.words.signOut })).toBeVisible();
}

for (const language of ['en', 'zh'] as const) {
  const words = KEPT[language];

  test.describe(language, () => {
    test('what is half written waits in its conversation, and a reply that is refused elsewhere is not lost', async ({ browser }) => {
      test.setTimeout(360_000);
      const ann = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      const bob = await Agent.open(browser, language);
      await ann.join('Ann', 'agent');
      await bob.join('Bob', 'agent');
      const [kettle, ladle] = [`${words.kettle} ${Date.now()}`, `${words.ladle} ${Date.now()}`];
      const shoppers = [await waits(browser, language, kettle), await waits(browser, language, ladle)];
      await take(ann, ladle);
      await take(ann, kettle);
      const field = ann.page.getByRole('textbox', { name: ann.words.reply });
      const note = ann.page.getByRole('textbox', { name: words.note });

      // A draft, a note, a reason and an open sheet.
      await field.fill(words.half);
      await ann.page.locator('[data-file] summary').click();
      await note.fill(words.secret);
      await ann.page.getByLabel(words.why).selectOption({ label: words.solved });
      await ann.entry(ladle).click();
      await expect(ann.from('shopper').last()).toContainText(ladle);
      await expect(field).toHaveValue('');
      await expect(note).toBeHidden();
      await ann.page.locator('[data-file] summary').click();
      await expect(note, 'a note does not travel').toHaveValue('');
      await expect(ann.page.getByLabel(words.why)).toHaveValue('');
      await field.fill(words.other);
      await ann.entry(kettle).click();
      await expect(field).toHaveValue(words.half);
      await expect(note).toHaveValue(words.secret);
      expect(await ann.objections()).toEqual([]);
      await ann.page.reload();
      await ann.entry(ladle).click();
      await expect(field, 'a reload loses no words').toHaveValue(words.other);
      await ann.entry(kettle).click();
      await expect(field).toHaveValue(words.half);

      // The reply is on its way while Ann goes elsewhere and Bob takes the conversation over.
      let release = (): void => undefined;
      const released = new Promise<void>((done) => (release = done));
      await ann.page.route('**/messages', async (route) => {
        await released;
        await route.continue();
      });
      await field.fill(words.reply);
      await field.press('Enter');
      await ann.entry(ladle).click();
      await expect(field).toHaveValue(words.other);
      await bob.entry(kettle).click();
      await bob.page.getByRole('button', { name: bob.words.over }).click();
      await expect(bob.page.getByRole('textbox', { name: bob.words.reply })).toBeVisible();
      release();
      await expect(ann.entry(kettle)).toContainText(words.notSent);
      await expect(ann.page.getByRole('region', { name: words.elsewhere }).getByRole('button')).toContainText(words.reply);
      expect(await ann.objections()).toEqual([]);
      await ann.shoot('unsent');
      ann.page.once('dialog', (asked) => void asked.accept());
      await ann.page.reload();
      await expect(ann.page.getByRole('region', { name: words.elsewhere }).getByRole('button'), 'nor is it by a reload').toContainText(words.reply);
      await ann.entry(kettle).click();
      await ann.log.locator('[data-delivery=failed]').getByRole('button', { name: words.again }).click();
      const refused = ann.log.locator('[data-delivery=refused]');
      await expect(refused).toContainText(words.reply);
      await ann.shoot('refused');
      await refused.getByRole('button', { name: words.edit }).click();
      const kept = ann.page.getByRole('textbox', { name: words.gone });
      await expect(kept).toHaveValue(words.reply);
      await expect(ann.entry(kettle)).not.toContainText(words.notSent);
      expect(await ann.objections()).toEqual([]);
      await ann.shoot('kept-draft');
      await ann.page.getByRole('button', { name: words.discard }).click();
      await expect(kept).toHaveCount(0);

      await ann.page.context().setOffline(true);
      await ann.page.getByRole('button', { name: ann.words.signOut }).click();
      await expect(ann.page.getByRole('alert').filter({ hasText: words.stays })).toBeVisible();
      await ann.shoot('stays');
      await ann.page.context().setOffline(false);
      await ann.page.getByRole('button', { name: ann.words.signOut }).click();
      await expect(ann.page.getByLabel(ann.words.login)).toBeVisible();
      await expect.poll(() => ann.page.evaluate(() => sessionStorage.length), 'no words stay').toBe(0);
      await Promise.all([ann, bob, ...shoppers].map((one) => one.page.context().close()));
    });

    test('after the session ran out the same person goes on where they were, and another finds nothing of it', async ({ browser }) => {
      test.setTimeout(360_000);
      const [ann, bob] = [await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } }), await Agent.open(browser, language)];
      const logins = [await ann.join('Ann', 'agent'), await bob.join('Bob', 'agent')] as const;
      await bob.page.context().close();
      const [kettle, more] = [`${words.kettle}, ${Date.now()}`, `${words.more}, ${Date.now()}`];
      const shopper = await waits(browser, language, kettle);
      await take(ann, kettle);
      const field = ann.page.getByRole('textbox', { name: ann.words.reply });
      await field.fill(words.half);
      await ann.page.context().clearCookies();
      await expect(ann.page.getByLabel(ann.words.login)).toBeVisible(FOUND);
      await signIn(ann, logins[0]);
      await expect(field).toHaveValue(words.half);
      await write(shopper, more);
      await expect(ann.from('shopper').last(), 'the conversation is heard again').toContainText(more);
      await ann.page.context().clearCookies();
      await expect(ann.page.getByLabel(ann.words.login)).toBeVisible(FOUND);
      await signIn(ann, logins[1]);
      await expect(ann.entry(more)).toBeVisible();
      await expect(ann.log).toHaveCount(0);
      await ann.entry(more).click();
      await expect(ann.from('shopper').last()).toContainText(more);
      await ann.page.getByRole('button', { name: ann.words.over }).click();
      await expect(field).toHaveValue('');
      await Promise.all([ann, shopper].map((one) => one.page.context().close()));
    });

    test('two tabs go on in the session that was begun in either, and the one at the door asks for no second', async ({ browser }) => {
      test.setTimeout(360_000);
      const ann = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      const login = await ann.join('Ann', 'agent');
      const other = new Agent(await ann.page.context().newPage(), language);
      await other.visit();
      await expect(other.page.getByRole('button', { name: other.words.signOut })).toBeVisible();
      const ladle = `${words.ladle}, ${Date.now()}`;
      const shopper = await waits(browser, language, ladle);
      await take(ann, ladle);
      const field = ann.page.getByRole('textbox', { name: ann.words.reply });
      await field.fill(words.half);

      await ann.page.context().clearCookies();
      for (const { page } of [ann, other]) await expect(page.getByLabel(ann.words.login)).toBeVisible(FOUND);
      await signIn(ann, login);
      await expect(field).toHaveValue(words.half);
      await other.page.evaluate(() => dispatchEvent(new Event('focus')));
      await expect(other.page.getByRole('button', { name: other.words.signOut }), 'no password is asked for').toBeVisible();

      // A session that is begun in the other tab all the same ends the one that this tab knows of.
      await field.focus();
      const asked = ann.page.waitForResponse((response) => response.url().endsWith('/people/me') && response.ok(), FOUND);
      const status = await other.page.evaluate(async (proof) => {
        const answer = await fetch('/api/v1/people/sign-in', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(proof) });
        return answer.status;
      }, { login, password: PASSWORD });
      expect(status).toBe(200);
      await asked;
      await expect(field, 'nothing comes between her and her sentence').toBeFocused();
      await field.pressSequentially(' …');
      await field.press('Enter');
      await expect(shopper.from('agent').last()).toContainText(`${words.half} …`);
      await ann.shoot('two-tabs');
      await Promise.all([ann, shopper].map((one) => one.page.context().close()));
    });
  });
}
