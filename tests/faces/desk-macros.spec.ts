import type { Browser, Locator } from '@playwright/test';
import { Agent } from './agent';
import { expect, place, Shopper, test, type Language } from './shopper';
import { unique } from './unique';

const WORDS = {
  en: {
    ask: 'I want to talk to a person', about: 'the kettle whistles out of tune', aids: 'Reply aids', replies: 'Edit the replies', download: 'Download as CSV', file: /^Bring in a file/, plan: 'New: 2. Changed: 0. The same: 0.', keep: 'Keep these replies', kept: 'Kept.', wrong: /line 3, en: unknown variable/, close: 'Close',
    changed: 'Changed: 1. The same: 1.', was: 'was', macros: 'Edit the macros', fresh: 'New macro', name: 'Name', shortcut: /^Shortcut/, step: /^Step (\d)$/, value: (n: number, kind: string) => `Step ${n}: ${kind}`, add: 'Add a step', save: 'Save', reply: 'say a ready-made reply', tag: 'add a tag', end: 'close the conversation',
    solved: 'Solved', title: 'Tuned and closed', does: ['Say the reply below, as you edit it', 'Add the tag “tuned”', 'Close the conversation (Solved)'], run: 'Run it', ended: 'was run.', text: 'We have tuned it. — {agent}', filled: 'We have tuned it. — Fay', more: ' Enjoy your tea!', stopped: 'stopped on its way', tags: 'has 10 tags',
  },
  zh: {
    ask: '转人工', about: '水壶的哨声跑调了', aids: '回复助手', replies: '编辑常用回复', download: '下载 CSV 文件', file: /^导入文件/, plan: '新增 2 条，更改 0 条，相同 0 条。', keep: '保存这些回复', kept: '已保存。', wrong: /line 3, en: unknown variable/, close: '关闭',
    changed: '更改 1 条，相同 1 条。', was: '原为', macros: '编辑快捷流程', fresh: '新建流程', name: '名称', shortcut: /^快捷词/, step: /^第 (\d) 步$/, value: (n: number, kind: string) => `第 ${n} 步：${kind}`, add: '添加步骤', save: '保存', reply: '发送常用回复', tag: '添加标签', end: '结束对话',
    solved: '已解决', title: '调音并结束', does: ['发送下方的回复（可先编辑）', '添加标签“tuned”', '结束对话（已解决）'], run: '执行', ended: '已执行。', text: '已为您调好音。{agent}', filled: '已为您调好音。Fay', more: '祝您喝茶愉快！', stopped: '中途停止', tags: 'has 10 tags',
  },
} as const;

function replyOf(agent: Agent): Locator {
  return agent.page.getByRole('textbox', { name: agent.words.reply, exact: true });
}

async function seated(browser: Browser, language: Language, options: Parameters<Browser['newContext']>[0]): Promise<Agent> {
  const agent = await Agent.open(browser, language, options);
  await agent.join('Fay', 'supervisor');
  return agent;
}

async function take(agent: Agent, about: string): Promise<void> {
  await agent.entry(about).click();
  await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
  await expect(agent.page.getByRole('button', { name: agent.words.take, exact: true })).toHaveCount(0);
}

async function bringIn(dialog: Locator, label: RegExp, name: string, content: string): Promise<void> {
  await expect(dialog.getByLabel(label)).toBeEnabled();
  await dialog.getByLabel(label).setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(content) });
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    for (const look of ['light', 'dark'] as const) {
      test(`a macro of a reply that came in as a file is shown, edited and run once, ${look}`, async ({ shopper, browser }) => {
        const agent = await seated(browser, language, { viewport: look === 'light' ? { width: 1440, height: 900 } : { width: 390, height: 844 }, colorScheme: look, acceptDownloads: true });
        const { page } = agent;
        const own = `tune-${language}${look}${process.pid}${Math.floor(performance.now())}`;
        await shopper.open();
        await shopper.say(words.ask);
        const about = unique(words.about);
        await shopper.field.fill(about);
        await shopper.field.press('Enter');
        await take(agent, about);
        const aids = async (): Promise<void> => {
          if (look === 'dark') await page.getByRole('button', { name: /^(Customer and reply aids|顾客与回复助手)$/ }).click();
          await page.getByRole('tab', { name: words.aids }).click();
        };
        await aids();

        // Replies come in as a file: shown, then kept; what is wrong is named by its line.
        await page.getByRole('button', { name: words.replies }).click();
        const dialog = page.getByRole('dialog');
        const text = language === 'en' ? [words.text, ''] : ['', words.text];
        await bringIn(dialog, words.file, 'replies.csv', `shortcut,en,zh\n${own},${text.join(',')}\n${own}-b,{secret},\n`);
        await expect(dialog.getByRole('alert')).toContainText(words.wrong);
        await agent.shoot(`file-wrong-${look}`);
        await bringIn(dialog, words.file, 'replies.csv', `shortcut,en,zh\n${own},${text.join(',')}\n${own}-b,Hi,您好\n`);
        await expect(dialog.locator('[data-plan]')).toContainText(words.plan);
        await expect(dialog.getByText(`/${own}-b`), 'once: it is only shown').toHaveCount(1);
        expect(await agent.objections()).toEqual([]);
        await agent.shoot(`file-plan-${look}`);
        await dialog.getByRole('button', { name: words.keep }).click();
        await expect(dialog.getByRole('status')).toHaveText(words.kept);
        await bringIn(dialog, words.file, 'again.json', JSON.stringify({ replies: [{ shortcut: own, en: text[0], zh: text[1] }, { shortcut: `${own}-b`, en: 'Hello', zh: '您好' }] }));
        await expect(dialog.locator('[data-plan]')).toContainText(words.changed);
        await expect(dialog.locator('[data-plan]')).toContainText(words.was);
        const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: words.download }).click()]);
        expect(file.suggestedFilename()).toBe('shoptalk-replies.csv');
        await dialog.getByRole('button', { name: words.close }).click();

        // A supervisor writes the macro.
        await page.getByRole('button', { name: words.macros }).click();
        await dialog.getByRole('button', { name: words.fresh }).click();
        await dialog.getByLabel(words.name, { exact: true }).fill(`${words.title} ${own}`);
        await dialog.getByLabel(words.shortcut).fill(own);
        await dialog.getByLabel(words.value(1, words.reply), { exact: true }).selectOption({ label: `/${own}` });
        await dialog.getByRole('button', { name: words.add }).click();
        await dialog.getByLabel(words.value(2, words.tag), { exact: true }).fill('tuned');
        await dialog.getByRole('button', { name: words.add }).click();
        await dialog.getByLabel(words.step).nth(2).selectOption({ label: words.end });
        await dialog.getByLabel(words.value(3, words.end), { exact: true }).selectOption({ label: words.solved });
        expect(await agent.objections()).toEqual([]);
        await agent.shoot(`macro-edit-${look}`);
        await dialog.getByRole('button', { name: words.save }).click();
        await expect(dialog).toContainText(`/${own}`);
        await dialog.getByRole('button', { name: words.close }).click();
        await expect(page.getByRole('button', { name: words.macros }), 'the focus is back').toBeFocused();
        if (look === 'dark') await page.keyboard.press('Escape');

        // "/" finds it; it is shown before it runs, and its reply is edited.
        await replyOf(agent).fill(`/${own}`);
        await page.getByRole('option').filter({ hasText: words.title }).click();
        await expect(replyOf(agent)).toHaveValue(words.filled);
        const card = page.getByRole('region', { name: `${words.title} ${own}` });
        await expect(card.getByRole('listitem')).toHaveText([...words.does]);
        await expect(agent.from('agent'), 'nothing is done before it is run').toHaveCount(0);
        expect(await agent.objections()).toEqual([]);
        await agent.shoot(`macro-shown-${look}`);
        await replyOf(agent).press('End');
        await replyOf(agent).pressSequentially(words.more);
        // The answer to the press is lost; it is asked for again, and nothing is done twice.
        await page.route('**/macros/*/run', async (route) => {
          await route.fetch();
          await route.abort();
        }, { times: 1 });
        await card.getByRole('button', { name: words.run, exact: true }).click();
        await expect(page.locator('[data-macro-ended=done]')).toContainText(words.ended);
        await expect(shopper.from('agent')).toHaveCount(1);
        await expect(shopper.from('agent')).toContainText(words.filled + words.more);
        await expect(page.locator('[data-macro-ended]')).toContainText(words.does[2]);
        expect(await agent.objections()).toEqual([]);
        await agent.shoot(`macro-done-${look}`);
        await page.context().close();
      });
    }

    test('a macro whose step is refused says what was done and what was not', async ({ shopper, browser }) => {
      const agent = await seated(browser, language, { viewport: { width: 1440, height: 900 } });
      const { page } = agent;
      await shopper.open();
      await shopper.say(words.ask);
      const about = unique(words.about);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await take(agent, about);
      const id = await page.evaluate(async (about) => {
        const { csrf } = (await (await fetch('/api/v1/people/me')).json()) as { csrf: string };
        const found = (await (await fetch(`/api/v1/desk/conversations?q=${encodeURIComponent(about.split(' ').at(-1)!)}`)).json()) as { conversations: { conversation_id: string }[] };
        const id = found.conversations[0]!.conversation_id;
        const send = (url: string, body: object): Promise<Response> => fetch(`/api/v1/desk${url}`, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'X-Shoptalk-CSRF': csrf } });
        for (let n = 0; n < 10; n++) await send(`/conversations/${id}/tags`, { tag: `tag ${n}` });
        const shortcut = `full${about.split(' ').at(-1)!}`;
        await send('/macros', { shortcut, name: `Eleventh ${shortcut}`, steps: [{ kind: 'note', value: 'tuned by hand' }, { kind: 'tag', value: 'eleventh' }, { kind: 'close', value: '' }] });
        return shortcut;
      }, about);
      await page.getByRole('tab', { name: words.aids }).click();
      await page.getByRole('button', { name: `Eleventh ${id}` }).click();
      await page.getByRole('region', { name: `Eleventh ${id}` }).getByRole('button', { name: words.run, exact: true }).click();
      const ended = page.locator('[data-macro-ended=stopped]');
      await expect(ended).toContainText(words.stopped);
      await expect(ended).toContainText(words.tags);
      await expect(replyOf(agent), 'it is not closed').toBeVisible();
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('macro-stopped');
      await page.context().close();
    });
  });
}

/** A's and B's names and orders; in B the reply is B's alone. */
const SWITCH = {
  en: {
    ask: 'I want to talk to a person', about: 'the tea caddy is dented', aids: 'Reply aids', order: 'Order', reading: 'Reading the replies and this customer’s data…', unread: 'This customer’s data could not be read', again: 'Try again', missing: 'There is no value for', filling: 'Reading what fills the reply…',
    a: { customer: 'C-1036', name: 'Fiona MacLeod', order: 'W10087' }, b: { customer: 'C-1058', name: 'Vikram Iyer', order: 'W10118' }, text: '{customer}, your order {order} is packed.', filled: (name: string, order: string) => `${name}, your order ${order} is packed.`,
  },
  zh: {
    ask: '转人工', about: '茶叶罐凹了一块', aids: '回复助手', order: '订单', reading: '正在读取常用回复和这位顾客的资料…', unread: '这位顾客的资料读取失败', again: '重试', missing: '没有对应的内容', filling: '正在读取填入回复的资料…',
    a: { customer: 'C-1037', name: '林浩然', order: 'W10053' }, b: { customer: 'C-1042', name: '何俊杰', order: 'W10080' }, text: '{customer}，您的订单 {order} 已打包。', filled: (name: string, order: string) => `${name}，您的订单 ${order} 已打包。`,
  },
} as const;

for (const language of ['en', 'zh'] as const) {
  const words = SWITCH[language];

  test.describe(`${language}, from one conversation to another`, () => {
    test.use({ language });

    test('a ready-made reply never has the customer before', async ({ shopper, browser }) => {
      test.slow();
      const agent = await seated(browser, language, { viewport: { width: 1440, height: 900 } });
      const { page } = agent;
      const other = new Shopper(await (await browser.newContext()).newPage(), language, place.shop);
      const abouts: string[] = [];
      for (const [who, customer] of [[shopper, words.a.customer], [other, words.b.customer]] as const) {
        await who.openAs(customer);
        await who.say(words.ask);
        const about = unique(words.about);
        await who.field.fill(about);
        await who.field.press('Enter');
        await take(agent, about);
        abouts.push(about);
      }
      const own = `${language}${process.pid}`;
      const shortcut = `packed-${own}`;
      await page.evaluate(async ({ own, shortcut, language, text }) => {
        const { csrf } = (await (await fetch('/api/v1/people/me')).json()) as { csrf: string };
        const send = (url: string, body: object): Promise<Response> => fetch(`/api/v1/desk${url}`, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', 'X-Shoptalk-CSRF': csrf } });
        await send('/canned', { shortcut, en: '', zh: '', [language]: text });
        const kept = (await (await fetch('/api/v1/desk/canned')).json()) as { replies: { id: string; shortcut: string }[] };
        const reply = kept.replies.find((one) => one.shortcut === shortcut)!;
        await send('/macros', { shortcut: `tell-${own}`, name: `Tell ${own}`, steps: [{ kind: 'reply', value: reply.id }] });
      }, { own, shortcut, language, text: words.text });
      const reply = replyOf(agent);
      const reading = page.getByRole('status').filter({ hasText: words.reading });

      // In A the reply is filled.
      await agent.entry(abouts[0]!).click();
      await expect(agent.from('shopper').last()).toContainText(abouts[0]!);
      await reply.fill(`/${shortcut}`);
      await page.getByRole('option').filter({ hasText: words.text }).click();
      await page.getByLabel(words.order, { exact: true }).selectOption(words.a.order);
      await expect(reply).toHaveValue(words.filled(words.a.name, words.a.order));

      // In B what fills it is a long time coming.
      let letGo = (): void => undefined;
      const held = new Promise<void>((resolve) => (letGo = resolve));
      await page.route('**/variables*', async (route) => {
        await held;
        await route.continue();
      });
      await agent.entry(abouts[1]!).click();
      await expect(agent.from('shopper').last()).toContainText(abouts[1]!);
      await reply.fill(`/${shortcut}`);
      await reply.press('Enter');
      await expect(reading).toBeVisible();
      await reply.press('Enter');
      await reply.press('Tab');
      await page.getByRole('button', { name: language === 'en' ? 'Send' : '发送', exact: true }).click();
      await expect(reply).toHaveValue(`/${shortcut}`);
      await page.getByRole('tab', { name: words.aids }).click();
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('canned-reading');
      // A macro beside the talk waits too.
      await page.getByRole('button', { name: `Tell ${own}` }).click();
      await expect(page.getByRole('status').filter({ hasText: words.filling })).toBeVisible();
      await expect(reply).toHaveValue('');
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('macro-filling');
      letGo();
      await expect(reply).toHaveValue(words.filled(words.b.name, '{order}'));
      await page.getByLabel(words.order, { exact: true }).selectOption(words.b.order);
      await expect(reply).toHaveValue(words.filled(words.b.name, words.b.order));
      await expect(agent.from('agent'), 'nothing was sent by the way').toHaveCount(0);
      await reply.press('Enter');
      await expect(other.from('agent')).toHaveText(new RegExp(words.filled(words.b.name, words.b.order)));

      // Back in A the reading fails: the holes stay, and reading again fills them.
      await page.unrouteAll({ behavior: 'wait' });
      await page.route('**/variables*', (route) => route.abort());
      await agent.entry(abouts[0]!).click();
      await expect(agent.from('shopper').last()).toContainText(abouts[0]!);
      await reply.fill(`/${shortcut}`);
      const unread = page.getByRole('alert').filter({ hasText: words.unread });
      await expect(unread).toBeVisible();
      await reply.press('Enter');
      await expect(reply).toHaveValue(words.text);
      await reply.press('Enter');
      await expect(page.getByRole('alert').filter({ hasText: words.missing })).toBeVisible();
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('canned-unread');
      await page.unrouteAll();
      await unread.getByRole('button', { name: words.again }).click();
      await expect(reply).toHaveValue(words.filled(words.a.name, '{order}'));
      await expect(reply).toBeFocused();
      await expect(agent.from('agent'), 'a hole is not sent').toHaveCount(0);
      await other.page.context().close();
      await page.context().close();
    });
  });
}
