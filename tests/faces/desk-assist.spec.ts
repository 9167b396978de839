import type { Browser, Locator } from '@playwright/test';
import { Agent } from './agent';
import { expect, test, type Language } from './shopper';
import { unique } from './unique';

const WORDS = {
  en: {
    shoes: 'How long do I have to return shoes?', told: /45 days/, odd: 'Do you sell to penguins on Mars?', ask: 'I want to talk to a person', summary: 'Summary', pending: 'Not answered yet', asked: 'Asked',
    aids: 'Reply aids', use: 'Edit and send', source: /^Source 1/, quote: 'Word for word', side: 'Customer and reply aids', more: ' Shall I start it for you?', none: /hold no answer/, mine: /^Mine/,
  },
  zh: {
    shoes: '鞋子多久之内可以退货？', told: /45天/, odd: '你们卖不卖火星上的企鹅？', ask: '转人工', summary: '对话摘要', pending: '尚未答复', asked: '顾客的提问',
    aids: '回复助手', use: '编辑后发送', source: /^来源 ?1/, quote: '原文', side: '顾客与回复助手', more: '需要我帮您申请吗？', none: /没有.*的答案/, mine: /^我的对话/,
  },
} as const;

async function seated(browser: Browser, language: Language, name: string, options: Parameters<Browser['newContext']>[0]): Promise<Agent> {
  const agent = await Agent.open(browser, language, options);
  await agent.join(name, 'agent');
  return agent;
}

function replyOf(agent: Agent): Locator {
  return agent.page.getByRole('textbox', { name: agent.words.reply, exact: true });
}

async function take(agent: Agent, about: string): Promise<void> {
  await agent.entry(about).click();
  await agent.page.getByRole('button', { name: agent.words.take, exact: true }).click();
  await expect(agent.page.getByRole('button', { name: agent.words.take, exact: true })).toHaveCount(0);
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('a summary stands above the talk, and the documents’ answer becomes the agent’s own reply', async ({ shopper, browser }) => {
      const agent = await seated(browser, language, 'Ann', { viewport: { width: 1440, height: 1000 } });
      await shopper.open();
      await shopper.say(words.shoes);
      await shopper.say(words.odd);
      await shopper.say(words.ask);
      const about = unique(words.shoes);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await take(agent, about);
      const summary = agent.page.getByRole('region', { name: words.summary });
      await expect(summary).toContainText(words.pending);
      await expect(summary.locator('dd').first(), 'what nobody has answered stands first').toContainText(about);
      await expect(summary).toContainText(words.odd);
      await expect(summary).toContainText(words.asked);
      await agent.page.getByRole('tab', { name: words.aids }).click();
      await expect(agent.page.getByRole('tabpanel')).toContainText(words.told);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('assist');
      await agent.page.getByRole('button', { name: words.source }).last().click();
      await expect(agent.page.getByRole('dialog').locator('blockquote')).not.toBeEmpty();
      await agent.page.keyboard.press('Escape');
      await agent.page.getByRole('button', { name: words.use }).click();
      await expect(replyOf(agent)).toHaveValue(words.told);
      await expect(replyOf(agent), 'no number of a source is sent').not.toHaveValue(/\[\d/);
      await expect(replyOf(agent)).toBeFocused();
      await expect(agent.from('agent'), 'nothing is sent by itself').toHaveCount(0);
      await agent.page.keyboard.press('End');
      await agent.page.keyboard.type(words.more);
      await agent.page.keyboard.press('Enter');
      await expect(shopper.from('agent').last()).toContainText(words.more.trim());
      await expect(shopper.from('agent').last()).toContainText(words.told);
      await agent.page.getByText(words.summary, { exact: true }).click();
      await expect(summary).toBeHidden();
      await agent.page.reload();
      await agent.page.getByRole('navigation').locator('section').filter({ has: agent.page.getByRole('heading', { name: words.mine }) }).getByRole('button').first().click();
      await expect(summary, 'it stays folded away').toBeHidden();
      await agent.page.context().close();
    });

    test('on a phone in the dark every pane is reached, and nothing is offered that the documents do not hold', async ({ shopper, browser }) => {
      const agent = await seated(browser, language, 'Bo', { viewport: { width: 390, height: 780 }, colorScheme: 'dark' });
      await shopper.open();
      await shopper.say(words.ask);
      const about = unique(words.odd);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await take(agent, about);
      await agent.shoot('assist-phone-talk');
      expect(await agent.objections()).toEqual([]);
      await agent.page.getByRole('button', { name: words.side }).click();
      await agent.page.getByRole('tab', { name: words.aids }).click();
      await expect(agent.page.getByRole('status').filter({ hasText: words.none })).toBeVisible();
      await expect(agent.page.getByRole('button', { name: words.use })).toHaveCount(0);
      await agent.shoot('assist-phone-aids');
      expect(await agent.objections()).toEqual([]);
      const wide = await agent.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide, 'nothing sticks out sideways').toBe(0);
      await agent.page.keyboard.press('Escape');
      await expect(replyOf(agent)).toBeVisible();
      await agent.page.context().close();
    });
  });
}

/** Orders that no other test asks about: these are cancelled for good. */
const CHANGES = {
  en: { customer: 'C-1023', order: 'W10175', want: 'Please cancel my order W10175, I bought it twice', ask: 'I want to talk to a person', aids: 'Reply aids', what: 'cancel order W10175', propose: 'Propose to the customer', awaits: 'Proposed; awaits the customer’s answer.', confirmation: 'Please confirm', yes: 'Yes, cancel it', done: 'Done, as you agreed: cancel order W10175.', none: 'The customer has asked for no change that is still to be made.', summary: 'Summary', money: '$25.00' },
  zh: { customer: 'C-1012', order: 'W10172', want: '请帮我取消订单W10172，买重复了', ask: '转人工', aids: '回复助手', what: '取消订单 W10172', propose: '向顾客提议', awaits: '已向顾客提议，等待答复。', confirmation: '请您确认', yes: '确认取消', done: '已按您的确认办理：取消订单 W10172。', none: '顾客没有提出尚待办理的更改。', summary: '对话摘要', money: '109.00' },
} as const;

for (const language of ['en', 'zh'] as const) {
  const words = CHANGES[language];

  test.describe(`${language}, a change`, () => {
    test.use({ language });

    test('what the customer asked for is proposed by the agent, and made on the customer’s yes', async ({ shopper, browser }) => {
      const agent = await seated(browser, language, 'Cleo', { viewport: { width: 1440, height: 1000 } });
      await shopper.openAs(words.customer);
      await shopper.say(words.ask);
      await shopper.field.fill(words.want);
      await shopper.field.press('Enter');
      await take(agent, words.want);
      await agent.page.getByRole('tab', { name: words.aids }).click();
      const action = agent.page.getByRole('article').filter({ hasText: words.what });
      await expect(action).toContainText(words.money);
      await action.getByRole('button', { name: words.propose }).click();
      await expect(action).toContainText(words.awaits);
      const asked = shopper.panel.getByRole('group', { name: words.confirmation });
      await expect(asked).toContainText(words.money);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('action');
      await asked.getByRole('button').first().click();
      await expect(shopper.from('system').last()).toContainText(words.done);
      await expect(agent.from('system').last()).toContainText(words.done);
      await expect(agent.page.getByRole('tabpanel')).toContainText(words.none);
      await expect(agent.page.getByRole('region', { name: words.summary })).toContainText(words.money);
      await agent.shoot('action-done');
      await agent.page.context().close();
    });
  });
}

const CANNED = {
  en: { customer: 'C-1004', order: 'W10102', parcel: 'a parcel is missing', ask: 'I want to talk to a person', aids: 'Reply aids', edit: 'Edit the replies', fresh: 'New reply', shortcut: /^Shortcut/, english: 'English', chinese: 'Chinese', keep: 'Save', wrong: 'Hello {password}', accepted: /accepted: \{customer\}/, text: 'Your parcel of order {order}: {tracking}. — {agent}', other: '订单 {order} 的包裹：{tracking}', missing: /no value for \{order\} \{tracking\}/, choice: 'Order', filled: /^Your parcel of order W10102: .+\. — Dee$/, sent: 'Your parcel of order W10102', close: 'Close', off: 'Translation is switched off: the service has no language model.' },
  zh: { customer: 'C-1001', order: 'W10121', parcel: '少了一个包裹', ask: '转人工', aids: '回复助手', edit: '编辑常用回复', fresh: '新建回复', shortcut: /^快捷词/, english: '英文', chinese: '中文', keep: '保存', wrong: '您好{password}', accepted: /accepted: \{customer\}/, text: '您的订单 {order} 的包裹：{tracking}。{agent}', other: 'Order {order}: {tracking}', missing: /\{order\} \{tracking\} 没有对应的内容/, choice: '订单', filled: /^您的订单 W10121 的包裹：.+。Dee$/, sent: '您的订单 W10121 的包裹', close: '关闭', off: '翻译功能未启用：服务没有配置语言模型。' },
} as const;

for (const language of ['en', 'zh'] as const) {
  const words = CANNED[language];

  test.describe(`${language}, ready-made replies`, () => {
    test.use({ language });

    test('a supervisor writes one, "/" finds it, and what has no value is not sent', async ({ shopper, browser }) => {
      const agent = await Agent.open(browser, language, { viewport: { width: 1440, height: 900 } });
      await agent.join('Dee', 'supervisor');
      const { page } = agent;
      await shopper.signIn(words.customer);
      await shopper.open();
      await shopper.say(words.ask);
      const about = unique(words.parcel);
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await take(agent, about);
      await page.getByRole('tab', { name: words.aids }).click();
      await expect(page.getByRole('tabpanel')).toContainText(words.off);
      await page.getByRole('button', { name: words.edit }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: words.fresh }).click();
      const shortcut = `parcel-${language}${Math.floor(performance.now())}`;
      const [own, other] = language === 'en' ? [words.english, words.chinese] : [words.chinese, words.english];
      await dialog.getByLabel(words.shortcut).fill(shortcut);
      await dialog.getByLabel(own, { exact: true }).fill(words.wrong);
      await dialog.getByRole('button', { name: words.keep }).click();
      await expect(dialog.getByRole('alert'), 'an unknown variable is named with those that there are').toContainText(words.accepted);
      await dialog.getByLabel(own, { exact: true }).fill(words.text);
      await dialog.getByLabel(other, { exact: true }).fill(words.other);
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('canned-edit');
      await dialog.getByRole('button', { name: words.keep }).click();
      await expect(dialog).toContainText(`/${shortcut}`);
      await dialog.getByRole('button', { name: words.close }).click();
      await replyOf(agent).fill(`/${shortcut.slice(0, -1)}`);
      await expect(page.getByRole('option', { name: `/${shortcut}` })).toBeVisible();
      expect(await agent.objections()).toEqual([]);
      await agent.shoot('canned-menu');
      await replyOf(agent).press('Enter');
      await expect(page.getByRole('alert').filter({ hasText: words.missing })).toBeVisible();
      await replyOf(agent).press('Enter');
      await expect(agent.from('agent'), 'a hole is not sent').toHaveCount(0);
      await agent.shoot('canned-missing');
      await page.getByLabel(words.choice, { exact: true }).selectOption(words.order);
      await expect(replyOf(agent)).toHaveValue(words.filled);
      await expect(page.getByRole('alert').filter({ hasText: words.missing })).toHaveCount(0);
      await replyOf(agent).press('Enter');
      await expect(shopper.from('agent').last()).toContainText(words.sent);
      await page.context().close();
    });
  });
}
