import { language } from '../../shared/i18n/phrases';
import { formatTime } from '../../shared/text/formats';
import type { Handoff } from '../client';
import { Countdown } from './Countdown';
import type { Raised } from './standing';
import { h } from './words';

/** How the chosen conversation came to the desk and to whoever has it, and why it comes before others. */
export function StandingLine({ handoff }: { handoff: Handoff }) {
  const who = handoff.isMine ? h('you') : (handoff.agent ?? '');
  const facts = [
    handoff.origin && h(handoff.origin),
    handoff.topic && h('topic', { topic: h(handoff.topic) }),
    handoff.team && h('team', { team: handoff.team }),
    handoff.given && h(handoff.given, { name: who }),
    handoff.priority > 0 && handoff.raised.length > 0 && h('priority', { priority: handoff.priority, why: handoff.raised.map(why).join(language.value === 'zh' ? '；' : '; ') }),
    handoff.silentSince && h('silent', { time: formatTime(handoff.silentSince) }),
  ].filter((fact) => fact !== undefined && fact !== false && fact !== '');
  return (
    <section class="border-b border-base-300 px-4 py-2 text-sm" aria-label={h('standing')}>
      <ul class="flex flex-wrap gap-x-4 text-base-content/75">
        {facts.map((fact, place) => (
          <li key={place}>{fact}</li>
        ))}
      </ul>
      {handoff.isMine && handoff.answerBy && <Countdown by={handoff.answerBy} />}
    </section>
  );
}

function why(rule: Raised): string {
  const facts = [
    rule.topic && h('topic', { topic: h(rule.topic) }),
    rule.tag && h('tag', { tag: rule.tag }),
    rule.language && h(rule.language),
    rule.upset && h('upset'),
    rule.waitingMinutes && h('waited', { minutes: rule.waitingMinutes }),
  ].filter(Boolean);
  return `${facts.join(language.value === 'zh' ? '，' : ', ')} +${rule.add}`;
}
