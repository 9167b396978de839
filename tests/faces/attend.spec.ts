import { join } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { Agent, WORDS as WORDS_OF_AGENTS } from './agent';
import { change, rows, Service } from './service';
import { Shopper, type Language } from './shopper';

/** Nothing here waits for these: what the service has written down is made so much older. Until then they never end. */
const ANSWER_WITHIN_MINUTES = 9;
const VANISHED_AFTER_MINUTES = 9;
const SILENT_HOURS = 2;
/** The list is read anew at least every half minute, and so long is what is due left alone after a start. */
const SOON = { timeout: 90_000 };
const WIDE = { viewport: { width: 1440, height: 900 } };

let service: Service;
const STORE = (): string => join(service.place.folder, 'shoptalk.db');

/** One after the other: whoever else sat at this desk would be given what others ask. */
test.describe.configure({ mode: 'serial', timeout: 600_000 });

test.beforeAll(async () => {
  test.setTimeout(900_000);
  service = await Service.start({ DESK_ASSIGN: 'auto', DESK_ANSWER_WITHIN: `${ANSWER_WITHIN_MINUTES * 60}`, DESK_VANISHED_AFTER: `${VANISHED_AFTER_MINUTES * 60}`, DESK_SILENT_MINUTES: '0.1', DESK_RETURN_SILENT_HOURS: `${SILENT_HOURS}`, MAIL_URL: 'smtp://127.0.0.1:9' });
});

test.afterAll(async () => service?.stop());

const WORDS = {
  en: {
    offered: 'Your conversation has been given to a member of the team.', unanswered: 'Nobody could answer you yet.', vanished: 'The connection to the person who answered you is gone.',
    given: 'Given to you by the desk', within: /^Answer within \d:\d\d/, standing: 'How this came here', asked: 'The customer asked for a person', availability: 'My availability', mine: 'Mine',
    first: 'the cork of my carafe crumbles', second: 'my carafe has a chipped rim', alerts: 'Sound and notifications', sound: 'A short sound', notify: /^A notification of the browser/, wrote: 'A customer of yours has written', close: 'Close',
    quiet: 'Quiet while I am away', more: 'are you still there, about the carafe?', toList: 'Back to the list', unread: '1 unread', onlySilent: (count: number) => `Silent customers only (${count})`, silent: 'Silent since', letters: 'Letters not delivered', undelivered: 'Letter not delivered', again: 'Try again',
    backToBot: 'so the assistant answers here again',
  },
  zh: {
    offered: '您的对话已转给一位客服。', unanswered: '暂时还没有客服回复您', vanished: '接待您的客服已失去连接',
    given: '由工作台分配给您', within: /^请在 \d:\d\d 内回复/, standing: '对话来由', asked: '顾客要求人工', availability: '我的状态', mine: '我的对话',
    first: '我的醒酒器软木塞碎了', second: '我的醒酒器瓶口有缺口', alerts: '声音与通知', sound: '短提示音', notify: /^浏览器通知/, wrote: '您的顾客发来了新消息', close: '关闭',
    quiet: '我处于离开状态时不提醒', more: '醒酒器的事还在处理吗？', toList: '返回列表', unread: '1 条未读', onlySilent: (count: number) => `只看未回复的顾客（${count}）`, silent: '起未回复', letters: '未送达的邮件', undelivered: '邮件未送达', again: '重新发送',
    backToBot: '接下来由智能助手为您服务',
  },
} as const;

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test(`who waits comes to whoever has least, on to the next when nobody answers, and back when a browser vanishes (${language})`, async ({ browser }) => {
    const [ann, bea] = await Promise.all(['Ann', 'Bea'].map((name) => sits(browser, language, name)));
    const first = await asks(browser, language, words.first);
    await expect(first.from('system').last()).toContainText(words.offered);
    const holder = await whoHas(language, [ann!, bea!]);
    const other = holder === ann ? bea! : ann!;
    await holder.entry(words.first).click();
    const standing = holder.page.getByRole('region', { name: words.standing });
    for (const fact of [words.asked, words.given]) await expect(standing).toContainText(fact);
    await expect(holder.page.getByRole('timer')).toHaveText(words.within);
    await holder.shoot('given');
    expect(await holder.objections()).toEqual([]);
    await holder.say(holder.words.hello);
    await expect(holder.page.getByRole('timer'), 'what was answered goes to nobody else').toHaveCount(0);
    await expect(first.from('agent').last()).toContainText(holder.words.hello);
    await writes(first, words.first);

    const second = await asks(browser, language, words.second);
    await expect(other.mine(words.mine, words.second), 'the other has less to do').toBeVisible();
    await expect(second.from('system').last()).toContainText(words.offered);
    await goesUnanswered(second);
    await expect(second.from('system').filter({ hasText: words.unanswered })).toBeVisible(SOON);
    await expect(holder.mine(words.mine, words.second), 'the next one has it').toBeVisible();
    await expect(other.mine(words.mine, words.second)).toHaveCount(0);
    await expect(second.from('system').last()).toContainText(words.offered);
    await holder.entry(words.second).click();
    await holder.say(holder.words.hello);
    await expect(second.from('agent').last()).toContainText(holder.words.hello);
    await writes(second, words.second);
    await look(second.page, `requeued-${language}`);

    // A browser that is gone says nothing of it.
    const gone = await personOf(first);
    await holder.page.context().close();
    await expect(async () => {
      // Until nothing that the page had told before is on its way any more.
      await staysAway(gone, first, second);
      for (const shopper of [first, second]) await expect(shopper.from('system').filter({ hasText: words.vanished })).toBeVisible({ timeout: 10_000 });
    }).toPass(SOON);
    for (const shopper of [first, second]) await expect(shopper.from('system').last()).toContainText(words.offered);
    for (const about of [words.first, words.second]) await expect(other.mine(words.mine, about)).toBeVisible();
    await other.entry(words.first).click();
    await expect(other.from('agent').first(), 'what a colleague said is there').toContainText(other.words.hello);
    await other.shoot('from-a-vanished-colleague');
    await other.say(other.words.parcel);
    await expect(first.from('agent').last()).toContainText(other.words.parcel);
    await look(first.page, `colleague-${language}`);
    await closes(other);
    await other.entry(words.second).click();
    await closes(other);
    await leaves(other, first, second);
  });

  test(`one is told once by sound, over all tabs, of what one does not see and has not done (${language})`, async ({ browser }) => {
    const kim = await sits(browser, language, 'Kim');
    await kim.chooses(words.availability, 'busy');
    const twin = await kim.page.context().newPage();
    await twin.goto(kim.page.url());
    await expect(twin.getByLabel(words.availability)).toHaveValue('busy');
    await Promise.all([kim.page, twin].map((page) => page.getByRole('heading', { level: 1 }).click()));
    // A browser's first sound starts what makes it, which may take longer than a bell waits.
    for (const page of [kim.page, twin]) await page.evaluate(() => new AudioContext().resume());
    const rings = async (): Promise<number> => ((await heard(kim.page)) + (await heard(twin))) / 2;

    const shopper = await asks(browser, language, words.first);
    await expect.poll(rings, { message: 'somebody new waits' }).toBe(1);
    await expect(kim.page).toHaveTitle(/^\(1\)/);
    await kim.entry(kim.words.ask).click();
    await kim.page.getByRole('button', { name: kim.words.take, exact: true }).click();
    await kim.say(kim.words.hello);
    await writes(shopper, words.more);
    await expect(kim.from('shopper').last()).toContainText(words.more);
    await kim.page.waitForTimeout(3000);
    expect(await rings(), 'neither for what one did nor for what one looks at').toBe(1);

    await kim.page.setViewportSize({ width: 390, height: 780 });
    await kim.page.getByRole('button', { name: words.toList }).click();
    await writes(shopper, kim.words.again);
    await expect.poll(rings, { message: 'a message nobody looks at' }).toBe(2);
    await expect(kim.entry(kim.words.ask)).toContainText(words.unread);
    await expect(kim.page).toHaveTitle(/^\(1\)/);
    await kim.shoot('unread-phone');
    await kim.page.setViewportSize(WIDE.viewport);
    const seen = kim.page.waitForResponse((answer) => answer.url().endsWith('/seen') && answer.request().method() === 'POST');
    await kim.entry(kim.words.ask).click();
    await expect(kim.from('shopper').last()).toContainText(kim.words.again);
    await seen;
    await expect(kim.page).not.toHaveTitle(/^\(/);
    await kim.page.setViewportSize({ width: 390, height: 780 });
    await kim.page.getByRole('button', { name: words.toList }).click();
    await kim.page.setViewportSize(WIDE.viewport);

    await kim.page.getByRole('button', { name: words.alerts }).click();
    await expect(kim.page.getByLabel(words.quiet)).toBeChecked();
    expect(await kim.objections()).toEqual([]);
    await kim.shoot('alerts');
    expect(await asked(kim.page), 'the browser is asked on a press alone').toBe(0);
    await kim.page.getByLabel(words.notify).check();
    await expect.poll(() => asked(kim.page)).toBe(1);
    await kim.page.getByLabel(words.sound).uncheck();
    await kim.page.getByRole('button', { name: words.close, exact: true }).click();
    await writes(shopper, words.more);
    await expect(kim.entry(kim.words.ask)).toContainText(words.unread);
    await kim.page.waitForTimeout(2500);
    expect(await rings(), 'switched off, in the other tab too').toBe(2);
    const shown = async (): Promise<string[]> => [...(await shownBy(kim.page)), ...(await shownBy(twin))];
    expect(await shown(), 'the desk is in front').toEqual([]);
    for (const page of [kim.page, twin]) {
      await page.evaluate(() => {
        localStorage.setItem('elsewhere', 'yes');
        dispatchEvent(new Event('blur'));
      });
    }
    await writes(shopper, kim.words.again);
    await expect.poll(shown, { message: 'once for all tabs' }).toEqual([`${words.wrote}: ${kim.words.again}`]);
    await kim.chooses(words.availability, 'away');
    await writes(shopper, words.more);
    await expect(kim.entry(kim.words.ask)).toContainText(words.more);
    await kim.page.waitForTimeout(2500);
    expect(await shown(), 'quiet while away').toHaveLength(1);
    await kim.entry(kim.words.ask).click();
    await closes(kim);
    await leaves(kim, shopper);
  });

  test(`silent shoppers and letters that went nowhere are seen, and the silent go back to the assistant (${language})`, async ({ browser }) => {
    const sue = await sits(browser, language, 'Sue', 'supervisor');
    const [silent, reader] = [await asks(browser, language, words.first), await asks(browser, language, words.second)];
    await writes(reader, `mei-${language}@carafe.example`);
    await sue.entry(words.first).click();
    await sue.say(sue.words.hello);
    await sue.entry(`mei-${language}@carafe.example`).click();
    await sue.say(sue.words.parcel);
    await expect(sue.page.getByRole('button', { name: words.onlySilent(2) })).toBeVisible(SOON);
    await expect(sue.page.getByRole('region', { name: words.standing })).toContainText(words.silent);
    await writes(reader, words.more);
    await sue.page.getByRole('button', { name: words.onlySilent(1) }).click();
    await expect(sue.entry(sue.words.ask)).toHaveCount(1);
    await expect(sue.entry(sue.words.hello)).toContainText(words.silent);
    await sue.shoot('silent');
    await sue.page.getByRole('button', { name: words.onlySilent(1) }).click();

    // The mail server is away: days later the letter is given up.
    await daysLater();
    await expect(sue.page.getByRole('alert').filter({ hasText: `mei-${language}@carafe.example` })).toBeVisible(SOON);
    await expect(sue.entry(words.more)).toContainText(words.undelivered);
    await expect(sue.page.getByRole('region', { name: words.letters })).toContainText(`mei-${language}@carafe.example`);
    expect(await sue.objections()).toEqual([]);
    await sue.shoot('undelivered');
    await sue.page.setViewportSize({ width: 390, height: 780 });
    await sue.page.emulateMedia({ colorScheme: 'dark' });
    expect(await sue.objections()).toEqual([]);
    await sue.shoot('undelivered-phone-dark');
    await sue.page.setViewportSize(WIDE.viewport);
    await sue.page.getByRole('alert').getByRole('button', { name: words.again }).click();
    await expect(sue.page.getByRole('alert').filter({ hasText: 'carafe.example' })).toHaveCount(0);
    await expect(sue.entry(words.more)).not.toContainText(words.undelivered);

    await expect(silent.from('system').filter({ hasText: words.backToBot }), 'not before its time').toHaveCount(0);
    await saysNothing(silent);
    await expect(silent.from('system').filter({ hasText: words.backToBot })).toBeVisible(SOON);
    await look(silent.page, `silent-${language}`);
    const answer = await silent.say(silent.language === 'en' ? 'How long do I have to return shoes?' : '鞋子多久之内可以退货？');
    await expect(answer, 'and answers').toContainText(/45/);
    await closes(sue);
    await leaves(sue, silent, reader);
  });
}

/** Somebody who sits down at the desk; what their page would sound is counted, and sounded all the same. */
async function sits(browser: Browser, language: Language, name: string, role = 'agent'): Promise<Agent> {
  const agent = await Agent.open(browser, language, WIDE, service.place);
  await agent.page.context().addInitScript(() => {
    const seen = window as unknown as Seen;
    Object.assign(seen, { heard: 0, asked: 0, shown: [] });
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      seen.heard++;
      start.apply(this, when);
    };
    // A browser without a screen refuses all notifications and always has the focus: stands in for one that has a screen.
    class Shown {
      static get permission(): string {
        return localStorage.getItem('allowed') ?? 'default';
      }
      static async requestPermission(): Promise<string> {
        seen.asked++;
        localStorage.setItem('allowed', 'granted');
        return 'granted';
      }
      constructor(title: string, { body }: { body: string }) {
        seen.shown.push(`${title}: ${body}`);
      }
    }
    Object.assign(window, { Notification: Shown });
    document.hasFocus = () => localStorage.getItem('elsewhere') === null;
  });
  await agent.join(`${name}-${language}`, role);
  return agent;
}

/** What a page has sounded, asked for and shown. */
interface Seen {
  heard: number;
  asked: number;
  shown: string[];
}

function heard(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as Seen).heard);
}

function asked(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as Seen).asked);
}

function shownBy(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as Seen).shown);
}

/** A shopper with a browser of their own, who asks for a person and says what for. */
async function asks(browser: Browser, language: Language, about: string): Promise<Shopper> {
  const context = await browser.newContext();
  const shopper = new Shopper(await context.newPage(), language, service.place.shop);
  await shopper.open();
  await shopper.say(WORDS_OF_AGENTS[language].ask);
  await writes(shopper, about);
  return shopper;
}

async function writes(shopper: Shopper, words: string): Promise<void> {
  await shopper.field.fill(words);
  await shopper.field.press('Enter');
  await expect(shopper.from('shopper').last()).toContainText(words);
}

async function whoHas(language: Language, agents: readonly Agent[]): Promise<Agent> {
  const { mine, first } = WORDS[language];
  const having = async (): Promise<boolean[]> => Promise.all(agents.map(async (agent) => (await agent.mine(mine, first).count()) > 0));
  await expect.poll(async () => (await having()).filter(Boolean).length).toBe(1);
  return agents[(await having()).indexOf(true)]!;
}

/** What is open, as the one who has it. */
async function closes(agent: Agent): Promise<void> {
  await agent.page.getByRole('button', { name: agent.words.close, exact: true }).click();
  await expect(agent.page.getByText(agent.words.closed)).toBeVisible();
}

/** Whatever waits to be mailed was written four days ago. */
async function daysLater(): Promise<void> {
  await change(STORE(), "UPDATE letters SET at = datetime('now', '-4 days'), due_at = datetime('now', '-1 minute') WHERE sent_at IS NULL");
}

/** It was given to whoever has it longer ago than they may take to answer. */
async function goesUnanswered(shopper: Shopper): Promise<void> {
  await older('queue_entries', ['offered_at'], ANSWER_WITHIN_MINUTES, `handoff_id IN (SELECT id FROM handoffs WHERE conversation_id = '${await idOf(shopper)}')`);
}

/** Nothing was heard from the person for longer than their conversations wait for them, neither by their page nor in the talks. */
async function staysAway(person: string, ...shoppers: readonly Shopper[]): Promise<void> {
  await older('desk_seats', ['beat_at', 'writing_at'], VANISHED_AFTER_MINUTES, `person_id = '${person}'`);
  for (const shopper of shoppers) await older('messages', ['at'], VANISHED_AFTER_MINUTES, `author = 'agent' AND conversation_id = '${await idOf(shopper)}'`);
}

/** All that was said to the shopper was said hours ago. */
async function saysNothing(shopper: Shopper): Promise<void> {
  await older('messages', ['at'], SILENT_HOURS * 60, `conversation_id = '${await idOf(shopper)}'`);
}

/** So many minutes and one more have passed since these moments. */
async function older(table: string, moments: readonly string[], minutes: number, which: string): Promise<void> {
  const earlier = moments.map((moment) => `${moment} = datetime(${moment}, '-${minutes + 1} minutes')`);
  await change(STORE(), `UPDATE ${table} SET ${earlier.join(', ')} WHERE ${which}`);
}

async function idOf(shopper: Shopper): Promise<string> {
  return JSON.parse((await shopper.page.evaluate(() => localStorage.getItem('shoptalk')))!).conversation_id;
}

/** Who has the shopper's conversation. */
async function personOf(shopper: Shopper): Promise<string> {
  const [[person] = []] = await rows(STORE(), `SELECT agent FROM handoffs WHERE conversation_id = '${await idOf(shopper)}' AND state = 'taken'`);
  return String(person);
}

async function look(page: Page, name: string): Promise<void> {
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/attend-${name}.png` });
}

/** Signs out, so that nobody is given what others ask after them. */
async function leaves(agent: Agent, ...shoppers: readonly Shopper[]): Promise<void> {
  await agent.page.getByRole('button', { name: agent.words.signOut }).click();
  await expect(agent.page.getByLabel(agent.words.login)).toBeVisible();
  await Promise.all([agent.page, ...shoppers.map((one) => one.page)].map((page) => page.context().close()));
}
