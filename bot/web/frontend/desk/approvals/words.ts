import { speaker } from '../../shared/i18n/phrases';

/** English words of what a supervisor decides. `{name}` is a gap to be filled. */
const en = {
  awaits: 'Needs your decision: {limits}',
  and: '; ',
  putAway: 'Put away',
  by: 'Decided already by {name}. {end}',
  kind_cancel_order: 'Cancel the order',
  kind_cancel_lines: 'Cancel a part of the order',
  kind_change_address: 'Change the delivery address',
  kind_change_items: 'Change the items',
  kind_change_payment: 'Change how it is paid',
  kind_change_shipping: 'Change the delivery method',
  kind_add_note: 'Add a note',
  kind_return_items: 'Return goods',
  kind_exchange_items: 'Exchange goods',
  kind_report_problem: 'Report a problem',
  kind_change_customer: 'Change the customer’s details',
  kind_erase_customer: 'Erase the customer’s data',
  kind_accept_claim: 'Accept a return, exchange or problem',
  kind_receive_claim: 'Goods of a request received',
  kind_settle_claim: 'Settle a return, exchange or problem',
  kind_refuse_claim: 'Refuse a return, exchange or problem',
  limit_amount: 'the amount is above the shop’s limit',
  limit_class: 'the shop looks at every change to such goods',
  limit_count: 'the customer has already made as many changes as 24 hours allow',
  limit_refunds: 'more would go back to the customer than 24 hours allow',
  end_done: 'Done: the shop’s data show it, and the customer is told.',
  end_refused: 'Not done: nothing was changed. {why}',
  end_turned_down: 'Turned down: nothing was changed.',
  end_seen_to: 'Noted as seen to.',
  end_claimed: 'Approved, but its end has not been seen yet. It is being looked up, and will be shown here.',
  end_half_done: 'Still half done: please see to the rest in the shop’s system.',
  end_awaiting: 'It was approved, but nothing was changed. Please decide anew.',
  end_untaken: 'No answer came, and no decision is kept so far. Please decide again: it counts once.',
  end_unheard: 'The service does not answer, so it is not known yet whether your decision arrived. That is looked up as soon as it answers; a decision that is sent again counts once.',
  why_stale: 'The order has changed since the customer agreed.',
  why_status: 'The order is not at a point where this can be done.',
  why_window: 'The days that the shop’s rules give for it are over.',
  why_item: 'The shop’s rules exclude these goods.',
  why_once: 'It has been done already, and can be done only once.',
  why_quantity: 'It is more than was ordered, or than is left.',
  why_stock: 'The wanted variant is out of stock.',
  why_other_product: 'The wanted variant is of another product.',
  why_same: 'It would change nothing.',
  why_payment: 'That way to pay cannot be used here.',
  why_balance: 'The gift card holds too little.',
  why_address: 'The address is incomplete, or in another country.',
  why_reason: 'The shop’s rules want another reason.',
  why_limit: 'It is beyond a limit that nobody may lift.',
  why_unsupported: 'The shop’s system cannot do this.',
  why_unknown: 'The shop’s rules or data do not allow it as things stand.',
};

export type ApprovalPhrase = keyof typeof en;

/** 审批的中文词句。 */
const zh: Readonly<Record<ApprovalPhrase, string>> = {
  awaits: '需要您审批：{limits}',
  and: '；',
  putAway: '收起',
  by: '{name} 已先作出决定。{end}',
  kind_cancel_order: '取消订单',
  kind_cancel_lines: '取消部分商品',
  kind_change_address: '修改收货地址',
  kind_change_items: '更换商品款式',
  kind_change_payment: '更改支付方式',
  kind_change_shipping: '更改配送方式',
  kind_add_note: '添加备注',
  kind_return_items: '退货',
  kind_exchange_items: '换货',
  kind_report_problem: '登记商品问题',
  kind_change_customer: '修改顾客资料',
  kind_erase_customer: '删除顾客资料',
  kind_accept_claim: '同意退换或问题申请',
  kind_receive_claim: '登记已收到的退换商品',
  kind_settle_claim: '办结退换或问题申请',
  kind_refuse_claim: '拒绝退换或问题申请',
  limit_amount: '金额超出店铺限额',
  limit_class: '此类商品的变更均须审核',
  limit_count: '顾客 24 小时内的变更次数已达上限',
  limit_refunds: '顾客 24 小时内的退款总额将超出限额',
  end_done: '已办理：商店数据已更新，并已告知顾客。',
  end_refused: '未办理：没有任何改动。{why}',
  end_turned_down: '未批准：没有任何改动。',
  end_seen_to: '已记为处理完毕。',
  end_claimed: '已批准，但尚未看到结果。正在查询，稍后显示在这里。',
  end_half_done: '仍只完成了一半：请在店铺系统中处理其余部分。',
  end_awaiting: '已批准，但没有写入任何改动，请重新审批。',
  end_untaken: '没有收到应答，目前也没有审批记录。请重新审批，不会重复办理。',
  end_unheard: '服务没有应答，暂不清楚您的审批是否送达。恢复后会自动查询；再次提交也不会重复办理。',
  why_stale: '顾客同意之后，订单又有变化。',
  why_status: '订单目前的状态不能这样处理。',
  why_window: '已超过店铺规定的期限。',
  why_item: '店铺规则不允许对此类商品这样处理。',
  why_once: '已经办理过，且只能办理一次。',
  why_quantity: '数量超过了订购数量或剩余数量。',
  why_stock: '想换的款式没有库存。',
  why_other_product: '想换的款式属于其他商品。',
  why_same: '与现有内容相同，无需更改。',
  why_payment: '此处不能使用该支付方式。',
  why_balance: '礼品卡余额不足。',
  why_address: '地址不完整，或位于其他国家。',
  why_reason: '原因不符合店铺规则。',
  why_limit: '超出了任何人都不能放宽的限额。',
  why_unsupported: '店铺系统不支持此操作。',
  why_unknown: '店铺规则或数据目前不允许这样做。',
};

export const APPROVAL_WORDS = { en, zh };

/** A phrase of approvals in the face's language. */
export const p = speaker<ApprovalPhrase>(APPROVAL_WORDS);

/** What a change is called; one that is new to this page is shown as it is kept. */
export function kindWords(kind: string): string {
  return told('kind_', kind);
}

/** Why a person must decide. */
export function limitsWords(limits: readonly string[]): string {
  return p('awaits', { limits: limitWords(limits) });
}

/** Which of the shop's limits are exceeded. */
export function limitWords(limits: readonly string[]): string {
  return limits.map((limit) => told('limit_', limit)).join(p('and'));
}

function told(prefix: string, name: string): string {
  const phrase = prefix + name;
  return Object.hasOwn(en, phrase) ? p(phrase as ApprovalPhrase) : name.replaceAll('_', ' ');
}
