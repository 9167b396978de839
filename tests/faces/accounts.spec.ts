import { readFileSync } from 'node:fs';
import { bot } from './service';
import { expect, place, test } from './shopper';
import { appCode, PASSWORD, Staff } from './staff';

const WORDS = {
  en: {
    account: 'My account', accounts: 'Accounts', name: 'Name', nameField: 'Name, as shoppers see it', save: 'Save', saved: 'Saved.', password: 'Password',
    old: 'Present password', fresh: /^New password/, change: 'Change the password', changed: /every other browser/, wrong: 'The present password is wrong.', weak: /too easily guessed/,
    factor: 'Second factor', setUp: 'Set up', secret: 'Secret', spares: 'Spare codes', picture: /^QR code/, first: 'Code that the app shows now', confirm: 'Turn on', on: /^On:/, codeWrong: /does not fit/,
    any: /spare code$/, off: 'Turn off', isOff: 'The second factor is off.', download: 'Download the codes', sessions: 'Signed in here', thisOne: 'this browser', signOutThere: /^Sign out: Chrome on/,
    invite: 'Invite', inviteBlock: 'Invite somebody', email: 'E-mail address', role: 'Role', supervisor: 'Supervisor', link: 'Invitation link', copy: 'Copy the link', everybody: 'Everybody', taken: /has an account already/,
    answers: 'Answers', returns: 'Returns', deactivate: 'Deactivate', reactivate: 'Reactivate', yes: /^Yes:/, inactive: 'inactive', agent: 'Agent', reset: 'Reset the second factor', reinvite: 'Invite anew', with: 'second factor',
  },
  zh: {
    account: '我的账号', accounts: '账号管理', name: '姓名', nameField: '姓名（顾客可见）', save: '保存', saved: '已保存。', password: '密码',
    old: '当前密码', fresh: /^新密码/, change: '修改密码', changed: /其他浏览器均已退出/, wrong: '当前密码不正确。', weak: /太容易被猜到/,
    factor: '两步验证', setUp: '设置', secret: '密钥', spares: '备用码', picture: /二维码$/, first: '应用当前显示的验证码', confirm: '启用', on: /^已启用：/, codeWrong: /验证码不正确/,
    any: /备用码$/, off: '停用', isOff: '两步验证已停用。', download: '下载备用码', sessions: '已登录的浏览器', thisOne: '当前浏览器', signOutThere: /^退出登录：.*Chrome/,
    invite: '发送邀请', inviteBlock: '邀请同事', email: '电子邮箱', role: '角色', supervisor: '主管', link: '邀请链接', copy: '复制链接', everybody: '所有账号', taken: /已有账号/,
    answers: '接待范围', returns: '退换货', deactivate: '停用账号', reactivate: '恢复账号', yes: /^确定：/, inactive: '已停用', agent: '客服', reset: '重置两步验证', reinvite: '重新邀请', with: '两步验证',
  },
} as const;
const FRESH = 'another long secret 77';

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test(`one changes name and password, sets up a second factor and signs other browsers out (${language})`, async ({ browser }) => {
    const me = await Staff.open(browser, language);
    await me.join('Ann', 'agent');
    await me.goTo(words.account);
    const name = me.block(words.name);
    await name.getByLabel(words.nameField).fill('Ann Lee');
    await name.getByRole('button', { name: words.save }).click();
    await expect(name.getByRole('status')).toHaveText(words.saved);
    await expect(me.page.getByRole('banner')).toContainText('Ann Lee');
    expect(await me.objections()).toEqual([]);

    const there = await Staff.open(browser, language);
    there.login = me.login;
    await there.visit();
    await there.signIn(PASSWORD);
    await there.isIn();
    await me.page.reload();
    const sessions = me.block(words.sessions);
    await expect(sessions.getByRole('listitem')).toHaveCount(2);
    await expect(sessions.getByText(words.thisOne)).toHaveCount(1);
    await me.shoot('account');
    await sessions.getByRole('button', { name: words.signOutThere }).click();
    await expect(sessions.getByRole('listitem')).toHaveCount(1);
    await there.page.reload();
    await expect(there.page.getByLabel(there.words.login)).toBeVisible();

    await there.signIn(PASSWORD);
    await there.isIn();
    const password = me.block(words.password);
    const change = async (old: string, fresh: string): Promise<void> => {
      await password.getByLabel(words.old).fill(old);
      await password.getByLabel(words.fresh).fill(fresh);
      await password.getByRole('button', { name: words.change }).click();
    };
    await change('not the right one', FRESH);
    await expect(password.getByRole('alert')).toHaveText(words.wrong);
    await change(PASSWORD, 'short');
    await expect(password.getByRole('alert')).toHaveText(words.weak);
    await change(PASSWORD, FRESH);
    await expect(password.getByRole('status')).toHaveText(words.changed);
    await there.page.reload();
    await expect(there.page.getByLabel(there.words.login), 'the other browser is signed out').toBeVisible();

    const factor = me.block(words.factor);
    await factor.getByLabel(words.old).fill(FRESH);
    await factor.getByRole('button', { name: words.setUp }).click();
    const picture = factor.getByRole('img', { name: words.picture });
    await expect.poll(async () => (await picture.boundingBox())!.width, 'a phone can read it').toBeGreaterThan(200);
    const secret = await factor.getByLabel(words.secret, { exact: true }).inputValue();
    const spares = (await factor.getByLabel(words.spares, { exact: true }).inputValue()).split('\n');
    expect(spares).toHaveLength(8);
    const download = me.page.waitForEvent('download');
    await factor.getByRole('link', { name: words.download }).click();
    expect(readFileSync(await (await download).path(), 'utf8').trim().split('\n')).toEqual(spares);
    expect(await me.objections()).toEqual([]);
    await me.shoot('second-factor');
    await factor.getByLabel(words.first).fill('000000');
    await factor.getByRole('button', { name: words.confirm }).click();
    await expect(factor.getByRole('alert')).toHaveText(words.codeWrong);
    await factor.getByLabel(words.first).fill(appCode(secret));
    await factor.getByRole('button', { name: words.confirm }).click();
    await expect(factor.getByText(words.on)).toBeVisible();
    await expect(factor.getByText(spares[0]!), 'shown once').toHaveCount(0);

    await me.signOut();
    await me.signIn(FRESH, appCode(secret, 1));
    await me.isIn();
    await factor.getByLabel(words.any).fill(spares[0]!);
    await factor.getByRole('button', { name: words.off }).click();
    await expect(factor.getByRole('status').first()).toHaveText(words.isOff);
    await me.leave();
    await there.leave();
  });

  test(`a password that is easily guessed is refused at the door in the reader's words (${language})`, async ({ browser }) => {
    const me = await Staff.open(browser, language);
    const told = await bot(place, 'user', 'add', `weak-${language}-${process.pid}@shop.example`, '--name', 'Wei', '--role', 'agent');
    await me.visit(/#invitation=\S+/.exec(told)![0]);
    await me.page.getByLabel(me.words.choose).fill('12345');
    await me.page.getByRole('button', { name: me.words.begin }).click();
    await expect(me.page.getByRole('alert')).toHaveText(words.weak);
    await me.shoot('weak');
    await me.leave();
  });

  test(`an admin invites, changes, sends away and brings back (${language})`, async ({ browser }) => {
    const admin = await Staff.open(browser, language, { permissions: ['clipboard-read', 'clipboard-write'] });
    await admin.join('Ada', 'admin');
    await admin.goTo(words.accounts);
    const login = `bob-${language}-${process.pid}@shop.example`;
    const form = admin.block(words.inviteBlock);
    const invite = async (): Promise<void> => {
      await form.getByLabel(words.email).fill(login);
      await form.getByLabel(words.nameField).fill(`Bob ${language}`);
      await form.getByLabel(words.role, { exact: true }).selectOption({ label: words.supervisor });
      await form.getByRole('button', { name: words.invite, exact: true }).click();
    };
    await invite();
    const handed = admin.block(words.link);
    const link = await handed.getByLabel(words.link, { exact: true }).inputValue();
    await handed.getByRole('button', { name: words.copy }).click();
    await expect.poll(() => admin.page.evaluate(() => navigator.clipboard.readText())).toBe(link);
    expect(await admin.objections()).toEqual([]);
    await admin.shoot('accounts');
    await invite();
    await expect(form.getByRole('alert')).toHaveText(words.taken);

    const bob = await Staff.open(browser, language, { viewport: { width: 390, height: 780 } });
    bob.login = login;
    await bob.takeUp(new URL(link).hash);
    const row = admin.main.getByRole('article', { name: `Bob ${language}` });
    await row.getByRole('combobox').selectOption({ label: words.agent });
    await expect(admin.block(words.everybody).getByRole('status')).toHaveText(words.saved);
    await expect(row.getByRole('combobox')).toHaveValue('agent');
    await row.getByText(words.answers).click();
    // It is ticked once the service has kept it.
    await row.getByRole('checkbox', { name: words.returns }).click();
    await expect(row.getByText(`${words.answers}${language === 'zh' ? '：' : ': '}${words.returns}`)).toBeVisible();
    await expect(row.getByRole('checkbox', { name: words.returns })).toBeChecked();
    await row.getByRole('button', { name: words.deactivate }).click();
    const dialog = admin.page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    expect(await admin.objections()).toEqual([]);
    await dialog.getByRole('button', { name: words.yes }).click();
    await expect(row.getByText(words.inactive, { exact: true })).toBeVisible();
    await bob.page.reload();
    await expect(bob.page.getByLabel(bob.words.login), 'signed out at once').toBeVisible();
    await bob.signIn(PASSWORD);
    await expect(bob.page.getByRole('alert')).toBeVisible();
    await row.getByRole('button', { name: words.reactivate }).click();
    await expect(row.getByText(words.inactive, { exact: true })).toHaveCount(0);
    await bob.signIn(PASSWORD);
    await bob.isIn();

    await bob.goTo(words.account);
    const factor = bob.block(words.factor);
    await factor.getByLabel(words.old).fill(PASSWORD);
    await factor.getByRole('button', { name: words.setUp }).click();
    const secret = await factor.getByLabel(words.secret, { exact: true }).inputValue();
    await bob.shoot('second-factor-phone');
    expect(await bob.objections()).toEqual([]);
    await factor.getByLabel(words.first).fill(appCode(secret));
    await factor.getByRole('button', { name: words.confirm }).click();
    await expect(factor.getByText(words.on)).toBeVisible();
    await admin.page.reload();
    await row.getByRole('button', { name: words.reset }).click();
    await dialog.getByRole('button', { name: words.yes }).click();
    await expect(row.getByText(words.with, { exact: true })).toHaveCount(0);
    await row.getByRole('button', { name: words.reinvite }).click();
    await dialog.getByRole('button', { name: words.yes }).click();
    const again = await handed.getByLabel(words.link, { exact: true }).inputValue();
    expect(again).not.toBe(link);
    await bob.visit();
    await bob.takeUp(new URL(again).hash, FRESH);
    await bob.leave();
    await admin.leave();
  });
}

test('an agent has no page of accounts', async ({ browser }) => {
  const agent = await Staff.open(browser, 'en');
  await agent.join('Cy', 'agent');
  await agent.page.goto(`${place.origin}/desk?page=accounts`);
  await agent.isIn();
  await expect(agent.page.getByRole('button', { name: WORDS.en.accounts, exact: true })).toHaveCount(0);
  await expect(agent.page.getByText('Choose a conversation.')).toBeVisible();
  expect((await agent.page.request.get(`${place.origin}/api/v1/people`)).status()).toBe(403);
  await agent.leave();
});

test('a merchant has their own account and no talk', async ({ browser }) => {
  const merchant = await Staff.open(browser, 'en', { colorScheme: 'dark' });
  await merchant.join('Di', 'merchant');
  await merchant.goTo(WORDS.en.account);
  await expect(merchant.page.getByText(/does not answer/)).toHaveCount(0);
  expect(await merchant.objections()).toEqual([]);
  await merchant.shoot('account-dark');
  await merchant.leave();
});
