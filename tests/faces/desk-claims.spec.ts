import type { Browser } from '@playwright/test';
import { png } from '../../bot/web/frontend/tests/e2e/chosen';
import { expect, test, type Language, type Shopper } from './shopper';
import { Staff } from './staff';

const WORDS = {
  en: {
    customer: 'C-1017', order: 'W10105', goods: 'CL-705', want: 'I want to return the coat from order W10105, it is too big', where: 'where is my refund for W10105?', accepted: 'The shop has accepted', label: 'Put the label of our letter on it.',
    arrived: /have arrived and are being looked at/, over: 'is settled.', back: /is on its way back to Discover ending 4119/, told: /is settled: \$[\d.]+ back to Discover ending 4119/,
    problemOrder: 'W10103', problemCustomer: 'C-1040', problem: 'the headphones from order W10103 arrived damaged', refused: 'The shop has not agreed to your', reason: 'The photo shows another article.',
    page: 'Requests', search: 'Search', show: 'Show', accept: 'Accept', receive: 'Goods received', settle: 'Settle', refuse: 'Refuse', word: 'A word for the customer', why: 'Reason for the customer', note: /^Note on their condition/, amount: /^Money back/, done: /^Done: the shop/, list: 'Back to the list', see: 'I see to it', you: 'you see to it', bad: /^The amount is not one/, open: 'Open the conversation', photos: 'Photos',
  },
  zh: {
    customer: 'C-1059', order: 'W10088', goods: 'KB-105', want: '我要退订单W10088里的键盘，手感不喜欢', where: 'W10088的退款到哪了？', accepted: '店铺已同意您', label: '请把信里的面单贴在包裹上。',
    arrived: /寄回的商品已收到，正在检查/, over: '已处理完毕。', back: /正在退回支付宝/, told: /已处理完毕：退还/,
    problemOrder: 'W10098', problemCustomer: 'C-1027', problem: '订单W10098的行李箱收到时就坏了', refused: '店铺没有同意您', reason: '照片上是另一件商品。',
    page: '退换与问题', search: '搜索', show: '查看', accept: '同意', receive: '收到商品', settle: '处理完毕', refuse: '不同意', word: '给顾客的留言', why: '给顾客的原因', note: /^商品状况备注/, amount: /^退款金额/, done: /^已完成：商店数据已更新/, list: '返回列表', see: '由我负责', you: '由您负责', bad: /^金额须在/, open: '打开对话', photos: '照片',
  },
} as const;

/** A shopper's change, up to the yes, with a photo where one is named. */
async function ask(shopper: Shopper, customer: string, words: string, photo?: string): Promise<void> {
  await shopper.openAs(customer);
  if (photo) await shopper.panel.locator('form input[type=file]').setInputFiles([png(photo, [150, 40, 40])]);
  let reply = await shopper.say(words);
  for (let asked = 0; asked < 6; asked += 1) {
    if ((await reply.getByRole('button', { name: shopper.words.yes }).count()) > 0) break;
    // Whatever is asked for besides is answered by its first choice.
    await expect(reply.getByRole('button').first()).toBeVisible();
    const before = await shopper.from('bot').count();
    await reply.getByRole('button').first().click();
    await expect(shopper.from('bot')).toHaveCount(before + 1);
    reply = shopper.from('bot').last();
  }
  await shopper.press(shopper.words.yes);
}

async function seated(browser: Browser, language: Language, name: string): Promise<Staff> {
  const staff = await Staff.open(browser, language);
  await staff.join(name, 'agent');
  await staff.goTo(WORDS[language].page);
  return staff;
}

async function find(staff: Staff, order: string): Promise<void> {
  const words = WORDS[staff.language];
  await staff.main.getByLabel(words.search).fill(order);
  await staff.main.getByRole('button', { name: words.show, exact: true }).click();
  await expect(staff.main.getByRole('list', { name: words.page }).getByRole('button')).toHaveCount(1);
}

async function choose(staff: Staff, order: string): Promise<void> {
  await find(staff, order);
  await staff.main.getByRole('list', { name: WORDS[staff.language].page }).getByRole('button').click();
  await expect(staff.main.getByRole('heading', { level: 2 }).first()).toBeFocused();
}

/** Opens a step's fields and takes it. */
async function step(staff: Staff, deed: string, fill: () => Promise<void> = async () => undefined): Promise<void> {
  await staff.main.getByRole('button', { name: deed, exact: true }).click();
  await fill();
  await staff.main.getByRole('form', { name: deed, exact: true }).getByRole('button').click();
}

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('a return goes from the shopper’s yes to the money on its way back, and the shopper reads each step', async ({ shopper, browser }) => {
      test.slow();
      await ask(shopper, words.customer, words.want);
      const staff = await seated(browser, language, 'Rita');
      await find(staff, words.order);
      expect(await staff.objections()).toEqual([]);
      await staff.shoot('claims-list');
      await choose(staff, words.order);
      await staff.main.getByRole('button', { name: words.see, exact: true }).click();
      await expect(staff.main.getByText(words.you, { exact: true })).toBeVisible();
      await step(staff, words.accept, () => staff.main.getByLabel(words.word, { exact: true }).fill(words.label));
      await expect(staff.main.getByRole('status')).toHaveText(words.done);
      await expect(shopper.from('system').last()).toContainText(words.accepted);
      await expect(shopper.from('system').last()).toContainText(words.label);
      await step(staff, words.receive, () => staff.main.getByLabel(words.note).fill('private: box open'));
      await expect(shopper.from('system').last()).toContainText(words.arrived);
      await expect(shopper.from('system').last()).not.toContainText('private');
      await step(staff, words.settle, () => staff.main.getByLabel(words.amount).fill('99999'));
      await expect(staff.main.getByText(words.bad)).toBeVisible();
      expect(await staff.objections()).toEqual([]);
      await staff.shoot('claim-settling');
      await staff.page.setViewportSize({ width: 390, height: 844 });
      await staff.shoot('claim-phone');
      expect(await staff.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await staff.page.setViewportSize({ width: 1360, height: 1500 });
      const most = /[\d,]+\.\d{2}/.exec(await staff.main.getByRole('form', { name: words.settle }).innerText())![0];
      await staff.main.getByLabel(words.amount).fill(most);
      await staff.main.getByRole('form', { name: words.settle }).getByRole('button').click();
      await expect(staff.main.getByRole('status')).toHaveText(words.done);
      await expect(shopper.from('system').last()).toContainText(words.over);
      await expect(shopper.from('system').last()).toContainText(words.back);
      await expect(shopper.from('system')).toHaveCount(3);
      await expect(await shopper.say(words.where)).toContainText(words.told);
      expect(await shopper.objections()).toEqual([]);
      await staff.shoot('claim-settled');
      await staff.page.emulateMedia({ colorScheme: 'dark' });
      await staff.shoot('claim-settled-dark');
      await staff.main.getByRole('button', { name: words.open }).click();
      await expect(staff.page.getByRole('log')).toContainText(words.want);
      await staff.leave();
    });

    test('a refused problem tells the shopper why, and a colleague who was slower does nothing', async ({ shopper, browser }) => {
      test.slow();
      await ask(shopper, words.problemCustomer, words.problem, 'crack.png');
      const [rita, bob] = [await seated(browser, language, 'Rita'), await seated(browser, language, 'Bob')];
      await choose(rita, words.problemOrder);
      await choose(bob, words.problemOrder);
      const photo = rita.main.getByRole('region', { name: words.photos }).getByRole('img');
      await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(240);
      await rita.shoot('claim-photo');
      await step(rita, words.refuse, () => rita.main.getByLabel(words.why).fill(words.reason));
      await expect(rita.main.getByRole('status')).toHaveText(words.done);
      await step(bob, words.accept);
      await expect(bob.main.getByRole('alert').filter({ hasText: /./ })).toBeVisible();
      await expect(bob.main.getByRole('button', { name: words.accept, exact: true })).toHaveCount(0);
      await expect(shopper.from('system').last()).toContainText(words.refused);
      await expect(shopper.from('system').last()).toContainText(words.reason);
      await expect(shopper.from('system')).toHaveCount(1);
      for (const one of [rita, bob]) await one.leave();
    });
  });
}
