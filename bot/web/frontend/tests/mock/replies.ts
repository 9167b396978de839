import type { MockConversation } from './conversation';

type Language = 'en' | 'zh';
type Reply = (conversation: MockConversation, language: Language) => Promise<void> | void;

const text = (en: string, zh: string) => (language: Language) => ({ kind: 'text', text: language === 'zh' ? zh : en });
const say = (language: Language, en: string, zh: string): string => (language === 'zh' ? zh : en);
const usd = (amount: number) => ({ amount, currency: 'USD' });

/** What the mock answers, by a word in the message; each entry shows one kind of reply. */
export const REPLIES: readonly (readonly [RegExp, Reply])[] = [
  [/filled in/, fallback],
  [/move|搬家/i, form],
  [/return|退货/i, answer],
  [/order|订单/i, order],
  [/gift|礼物/i, products],
  [/cancel|取消/i, confirmation],
  [/deliver|配送/i, choices],
  [/loud|评价/i, insight],
  [/person|人工/i, person],
  [/attack/i, attack],
  [/unknown/i, unknown],
  [/correct/i, replaced],
];

export async function reply(conversation: MockConversation, words: string): Promise<void> {
  const language: Language = conversation.language === 'zh' ? 'zh' : 'en';
  const known = REPLIES.find(([pattern]) => pattern.test(words))?.[1] ?? fallback;
  await known(conversation, language);
}

async function answer(conversation: MockConversation, language: Language): Promise<void> {
  const words = say(
    language,
    'You can return unworn items within **30 days** of delivery [1]. The refund goes to the way you paid, usually within 5 working days [2].',
    '未穿着的商品可在签收后 **30 天**内退货 [1]。退款将原路退回，通常需要 5 个工作日 [2]。',
  );
  const citations = [
    { n: 1, document_id: 'returns', title: say(language, 'Returns and exchanges', '退换货政策'), url: '/help/returns', quote: say(language, 'Items that have not been worn or washed may be sent back within 30 days of delivery.\nPlease keep the box.', '未穿着、未清洗的商品可在签收后 30 天内寄回。\n请保留原包装。') },
    { n: 2, document_id: 'refunds', title: say(language, 'Refunds: how and when the money comes back', '退款方式与到账时间'), quote: say(language, 'Refunds are made to the original way of payment, as a rule within 5 working days.', '退款按原支付方式退回，一般 5 个工作日到账。') },
  ];
  await conversation.stream(words.replace(/ \[\d\]/g, ''), [{ kind: 'answer', text: words, citations, grounded: true }], 40);
}

function form(conversation: MockConversation, language: Language): void {
  conversation.add('bot', [
    text('Where should it go?', '寄到哪里？')(language),
    {
      kind: 'form',
      id: crypto.randomUUID(),
      form: 'address',
      title: say(language, 'New address', '新的收货地址'),
      submit: say(language, 'Use this address', '使用此地址'),
      cancel: { id: 'c-leave', title: say(language, 'Leave it as it is', '先不办了') },
      instead_of_choices: true,
      fields: [
        { name: 'country', type: 'select', label: say(language, 'Country or region', '国家或地区'), required: true, value: 'US', autocomplete: 'country', options: [{ value: 'US', title: 'US' }, { value: 'HK', title: 'HK' }] },
        { name: 'line1', type: 'text', label: say(language, 'Street and number', '街道与门牌号'), required: true, autocomplete: 'address-line1' },
        { name: 'city', type: 'text', label: say(language, 'Town or city', '城市'), required: true, autocomplete: 'address-level2' },
        { name: 'postcode', type: 'text', label: say(language, 'Postcode', '邮编'), required: false, needed_in: ['US'], autocomplete: 'postal-code', patterns: { US: { pattern: '\\d{5}', example: '97201' } } },
      ],
    },
    { kind: 'choices', items: [{ id: 'c-home', title: say(language, 'Home', '家里') }] },
  ]);
}

function order(conversation: MockConversation, language: Language): void {
  conversation.add('bot', [
    text('Your parcel left us on Monday.', '您的包裹已于周一发出。')(language),
    {
      kind: 'order',
      order_id: 'W10234',
      status: 'shipped',
      placed_at: '2026-03-01T09:30:00+00:00',
      lines: [
        { title: say(language, 'Hush 75 quiet keyboard', '静语75静音键盘'), sku: 'KB-101-BLK', quantity: 1, unit_price: usd(7900) },
        { title: say(language, 'Wool felt desk mat, extra large', '羊毛毡桌垫（加大号）'), sku: 'KB-190', quantity: 2, unit_price: usd(2450) },
      ],
      total: usd(13300),
      shipments: [{ carrier: 'UPS', tracking: '1Z999AA10123456784', eta: '2026-03-06T12:00:00+00:00' }],
      refunds: [{ amount: usd(2450), method: 'Visa ending 4242', status: 'pending', at: '2026-03-02T09:30:00+00:00' }],
    },
  ]);
}

function products(conversation: MockConversation, language: Language): void {
  conversation.add('bot', [
    text('Three that fit your wishes:', '这三件比较符合您的要求：')(language),
    {
      kind: 'products',
      items: [
        { product_id: 'GF-1', title: say(language, 'Tea for two gift box', '双人茶礼盒'), price: usd(4800), image: '/images/gifts.svg', url: '/products/GF-1', in_stock: true, why: say(language, 'Under $50, ready to give', '50 美元以内，已包装好') },
        { product_id: 'GF-2', title: say(language, 'Lambswool shawl with hand-knotted fringe', '手工流苏羊羔毛披肩'), price: usd(8900), url: '/products/GF-2', in_stock: true, why: say(language, 'Soft, and liked by 31 of 34 buyers', '柔软，34 位买家中 31 位喜欢') },
        { product_id: 'GF-3', title: say(language, 'Reading lamp', '阅读灯'), price: usd(3900), image: '/images/missing.svg', url: '/products/GF-3', in_stock: false },
      ],
    },
    { kind: 'choices', items: [{ id: 'c-cheaper', title: say(language, 'Cheaper', '便宜一点') }, { id: 'c-more', title: say(language, 'Show me more', '再看看别的') }] },
  ]);
}

function confirmation(conversation: MockConversation, language: Language): void {
  conversation.add('bot', [
    {
      kind: 'confirmation',
      summary: say(language, 'Cancel order **W10299** and refund **$84.00** to Visa ending 4242?', '取消订单 **W10299**，并将 **US$84.00** 退回尾号 4242 的 Visa 卡？'),
      changes: [
        { field: say(language, 'Status', '状态'), from: say(language, 'Being packed', '备货中'), to: say(language, 'Cancelled', '已取消') },
        { field: say(language, 'Refund', '退款'), to: '$84.00' },
      ],
      confirm: 'c-yes',
      decline: 'c-no',
    },
  ]);
}

function choices(conversation: MockConversation, language: Language): void {
  conversation.add('bot', [
    text('Where to?', '寄往哪里？')(language),
    { kind: 'choices', items: ['Canada', 'Japan', 'Germany'].map((country) => ({ id: `c-${country}`, title: country })) },
  ]);
}

function insight(conversation: MockConversation, language: Language): void {
  const quotes = ['You can hardly hear it.', 'Quieter than my old one by far.', 'The space bar rattles a bit.', 'My baby slept next to it.'];
  conversation.add('bot', [
    {
      kind: 'insight',
      title: say(language, 'Is it loud? 18 of 21 say no', '吵吗？21 人中 18 人说不吵'),
      text: say(language, 'Most buyers call it *quiet*; three hear the space bar.', '大多数买家觉得*很安静*，三位提到空格键有声。'),
      table: { columns: [say(language, 'Opinion', '看法'), say(language, 'Buyers', '人数')], rows: [[say(language, 'Quiet', '安静'), '18'], [say(language, 'Loud', '有声'), '3']] },
      evidence: quotes.map((quote, index) => ({ quote, source: `R000${index} · ★${5 - index}`, stance: index === 2 ? 'against' : 'for' })),
    },
  ]);
}

function person(conversation: MockConversation): void {
  conversation.change('queued');
  conversation.add('bot', [{ kind: 'handoff', status: 'queued', position: 2, hours: '09:00–18:00' }]);
}

function attack(conversation: MockConversation): void {
  conversation.add('bot', [
    { kind: 'text', text: '<img src=x onerror="parent.hacked=1"> <script>window.hacked=1</script> [click](javascript:alert(1)) **safe**' },
  ]);
}

function unknown(conversation: MockConversation): void {
  conversation.add('bot', [{ kind: 'hologram', text: 'words of a kind to come' }, { kind: 'smell' }]);
}

async function replaced(conversation: MockConversation): Promise<void> {
  const id = conversation.add('bot', [{ kind: 'text', text: 'It costs 10.' }]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  conversation.replace(id, [{ kind: 'text', text: 'I do not know the price.' }]);
}

function fallback(conversation: MockConversation, language: Language): void {
  conversation.add('bot', [text('I understood.', '明白了。')(language)]);
}
