import { expect, test, type Language } from './shopper';

interface Talk {
  readonly track: { readonly ask: string; readonly order: string; readonly email: string; readonly wrong: RegExp; readonly tracking: string };
  readonly cancel: (order: string) => string;
  readonly question: { readonly ask: string; readonly told: RegExp };
  readonly stays: RegExp;
  readonly done: RegExp;
  readonly yes: string;
  readonly look: (order: string) => string;
  readonly guest: { readonly order: string; readonly email: string; readonly code: RegExp; readonly refund: string };
  readonly customer: { readonly id: string; readonly order: string; readonly refund: string; readonly shipped: string };
  readonly refused: RegExp;
}

const TALKS: Readonly<Record<Language, Talk>> = {
  en: {
    track: { ask: 'where is my order', order: 'W10110', email: 'fiona.macleod@example.org', wrong: /can't find an order W10110 with that contact/, tracking: 'RN917086685GB' },
    cancel: (order) => `please cancel ${order}`,
    question: { ask: 'how long does a refund take?', told: /business day/ },
    stays: /stays as it is/,
    done: /is cancelled/,
    yes: 'yes',
    look: (order) => `where is ${order}?`,
    guest: { order: 'W10156', email: 'diego.fuentes@example.com', code: /six-digit code/, refund: '$658.00' },
    customer: { id: 'C-1002', order: 'W10189', refund: '$81.00', shipped: 'W10136' },
    refused: /already been shipped, so it can't be cancelled/,
  },
  zh: {
    track: { ask: '我的订单到哪了', order: 'W10104', email: 'jiayi.wu@example.com', wrong: /没有找到订单号 W10104/, tracking: '1ZWF5CJ48543278324' },
    cancel: (order) => `帮我取消订单${order}`,
    question: { ask: '退款要多久到账？', told: /工作日/ },
    stays: /保持不变/,
    done: /已取消/,
    yes: '是的',
    look: (order) => `${order}到哪了`,
    guest: { order: 'W10167', email: 'zhiqiang.huang@example.net', code: /六位验证码/, refund: '216.00' },
    customer: { id: 'C-1003', order: 'W10159', refund: '219.00', shipped: 'W10107' },
    refused: /已经发货，不能再取消了/,
  },
};

for (const language of ['en', 'zh'] as const) {
  const talk = TALKS[language];

  test.describe(language, () => {
    test.use({ language });

    test('a guest tracks an order: not with a wrong e-mail address, then with the right one', async ({ shopper }) => {
      const { ask, order, email, wrong, tracking } = talk.track;
      await shopper.open();
      await shopper.say(ask);
      await shopper.say(order);
      const refused = await shopper.say('somebody.else@example.com');
      await expect(refused).toContainText(wrong);
      await expect(shopper.panel.getByRole('article')).toHaveCount(0);
      const told = await shopper.say(email);
      const card = told.getByRole('article', { name: new RegExp(order) });
      await expect(card).toContainText(tracking);
    });

    test('a guest cancels with a code: a question in the middle, no, then yes, and the refund is there', async ({ shopper }) => {
      const { order, email, code, refund } = talk.guest;
      await shopper.open();
      await shopper.say(talk.cancel(order));
      await expect(await shopper.say(email)).toContainText(code);
      const aside = await shopper.say(talk.question.ask);
      await expect(aside).toContainText(talk.question.told);
      await expect(aside).toContainText(code);
      const asked = await shopper.say(await shopper.code(order));
      const card = asked.getByRole('group', { name: shopper.words.confirmation });
      await expect(card.getByRole('row').filter({ hasText: refund })).toBeVisible();
      await expect(await shopper.press(shopper.words.no)).toContainText(talk.stays);
      await expect(card.getByRole('button')).toHaveCount(0);
      await shopper.say(talk.cancel(order));
      const done = await shopper.press(shopper.words.yes);
      await expect(done).toContainText(talk.done);
      await expect(done).toContainText(refund);
      const seen = (await shopper.say(talk.look(order))).getByRole('article', { name: new RegExp(order) });
      await expect(seen).toContainText(shopper.words.cancelled);
      await expect(seen.getByRole('group', { name: shopper.words.refund })).toContainText(refund);
    });

    test('a customer cancels: a question in the middle, no, then a yes in words, and the shop shows the refund', async ({ shopper }) => {
      const { id, order, refund } = talk.customer;
      await shopper.signIn(id);
      await shopper.open('/orders');
      const asked = await shopper.say(talk.cancel(order));
      await expect(asked.getByRole('group', { name: shopper.words.confirmation })).toContainText(order);
      const aside = await shopper.say(talk.question.ask);
      await expect(aside).toContainText(talk.question.told);
      await expect(aside.getByRole('group', { name: shopper.words.confirmation })).toContainText(order);
      await expect(await shopper.press(shopper.words.no)).toContainText(talk.stays);
      await shopper.say(talk.cancel(order));
      const done = await shopper.say(talk.yes);
      await expect(done).toContainText(talk.done);
      await expect(done.getByRole('group', { name: shopper.words.refund })).toContainText(refund);
      await shopper.page.reload();
      const row = shopper.page.getByRole('main').getByRole('article').filter({ hasText: order });
      await expect(row).toContainText(shopper.words.cancelled);
      await expect(row).toContainText(refund);
      await expect(shopper.from('bot')).toHaveCount(5);
    });

    test('a shipped order is not cancelled, and returns are offered instead', async ({ shopper }) => {
      const { id, shipped } = talk.customer;
      await shopper.signIn(id);
      await shopper.open();
      const refused = await shopper.say(talk.cancel(shipped));
      await expect(refused).toContainText(talk.refused);
      await expect(refused.getByRole('group', { name: shopper.words.confirmation })).toHaveCount(0);
      await expect(refused.getByRole('list').getByRole('button').first()).toBeEnabled();
    });
  });
}
