import { Problem } from '../../shared/api/problem';
import { list, number, object, text, type Json } from '../../shared/api/read';
import type { DeskClient } from '../client';

export const LANGUAGES = ['en', 'zh'] as const;
export const TOPICS = ['orders', 'returns', 'products', 'account', 'other'] as const;
export const ROLES = ['agent', 'supervisor', 'merchant', 'admin'] as const;

/** Somebody with an account. */
export interface Person {
  readonly login: string;
  readonly name: string;
  readonly role: string;
  readonly isActive: boolean;
  /** False until an invitation is taken up. */
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  /** Signs in with the shop's OpenID provider. */
  readonly hasProvider: boolean;
  /** Which shoppers the person answers; none of either is all. */
  readonly languages: readonly string[];
  readonly topics: readonly string[];
}

/** A team of the shop, with who is in it. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly members: readonly { readonly login: string; readonly name: string }[];
}

/** A browser in which one is signed in. */
export interface Session {
  readonly id: string;
  readonly begunAt: string;
  readonly seenAt: string;
  readonly address: string;
  readonly browser: string;
  readonly isThis: boolean;
}

/** What an authenticator app needs; the spare codes are shown this once. */
export interface SetUp {
  readonly secret: string;
  readonly size: number;
  /** The dark modules of the QR code, as the path of an SVG. */
  readonly path: string;
  readonly spares: readonly string[];
}

/** The service's side of accounts: one's own, and everybody's for admins. */
export class AccountClient {
  constructor(private readonly desk: DeskClient) {}

  async me(): Promise<Person> {
    return this.#person((await this.desk.read('/people/me'))?.['person']);
  }

  async rename(name: string): Promise<Person> {
    return this.#person((await this.desk.send('/people/name', { name }))?.['person']);
  }

  async changePassword(old: string, fresh: string): Promise<void> {
    await this.desk.send('/people/password', { old, new: fresh });
  }

  async setUp(password: string): Promise<SetUp> {
    const json = await this.desk.send('/people/factor', { password });
    const picture = object(json?.['picture']);
    const secret = text(json?.['secret']);
    if (!secret) throw new Problem(502, 'The service answered without a secret.');
    return { secret, size: number(picture?.['size']) ?? 0, path: text(picture?.['path']) ?? '', spares: list(json?.['spares'], text) };
  }

  async confirm(code: string): Promise<void> {
    await this.desk.send('/people/factor/confirm', { code });
  }

  async removeFactor(code: string): Promise<void> {
    await this.desk.send('/people/factor/remove', { code });
  }

  async sessions(): Promise<Session[]> {
    return list((await this.desk.read('/people/sessions'))?.['sessions'], readSession);
  }

  async revoke(id: string): Promise<void> {
    await this.desk.send(`/people/sessions/${encodeURIComponent(id)}/revoke`, {});
  }

  async people(): Promise<Person[]> {
    return list((await this.desk.read('/people'))?.['people'], readPerson);
  }

  /** The link for the person, or null where it was mailed to them. */
  async add(login: string, name: string, role: string): Promise<string | null> {
    return link(await this.desk.send('/people', { login, name, role }));
  }

  async invite(login: string): Promise<string | null> {
    return link(await this.desk.send(`${of(login)}/invite`, {}));
  }

  async change(login: string, change: Json): Promise<void> {
    await this.desk.send(`${of(login)}/change`, change);
  }

  async resetFactor(login: string): Promise<void> {
    await this.desk.send(`${of(login)}/reset-factor`, {});
  }

  async teams(): Promise<Team[]> {
    return readTeams(await this.desk.read('/people/teams'));
  }

  async makeTeam(name: string): Promise<Team[]> {
    return readTeams(await this.desk.send('/people/teams', { name }));
  }

  async changeTeam(team: Team, what: 'rename' | 'members' | 'empty' | 'remove', change: Json = {}): Promise<Team[]> {
    return readTeams(await this.desk.send(`/people/teams/${encodeURIComponent(team.id)}/${what}`, change));
  }

  #person(value: unknown): Person {
    const person = readPerson(value);
    if (!person) throw new Problem(502, 'The service answered without a person.');
    return person;
  }
}

function of(login: string): string {
  return `/people/${encodeURIComponent(login)}`;
}

function link(json: Json | undefined): string | null {
  return text(json?.['link']) ?? null;
}

function readTeams(json: Json | undefined): Team[] {
  return list(json?.['teams'], (value) => {
    const team = object(value);
    const id = text(team?.['id']);
    const name = text(team?.['name']);
    return id && name ? { id, name, members: list(team?.['members'], readMember) } : undefined;
  });
}

function readMember(value: unknown): Team['members'][number] | undefined {
  const json = object(value);
  const login = text(json?.['login']);
  return login ? { login, name: text(json?.['name']) ?? login } : undefined;
}

function readPerson(value: unknown): Person | undefined {
  const json = object(value);
  const login = text(json?.['login']);
  if (!json || !login) return undefined;
  return {
    login,
    name: text(json['name']) ?? login,
    role: text(json['role']) ?? 'agent',
    isActive: json['is_active'] === true,
    hasPassword: json['has_password'] === true,
    hasSecondFactor: json['has_second_factor'] === true,
    hasProvider: json['has_provider'] === true,
    languages: list(json['languages'], text),
    topics: list(json['topics'], text),
  };
}

function readSession(value: unknown): Session | undefined {
  const json = object(value);
  const id = text(json?.['id']);
  if (!json || !id) return undefined;
  return {
    id,
    begunAt: text(json['begun_at']) ?? '',
    seenAt: text(json['seen_at']) ?? '',
    address: text(json['address']) ?? '',
    browser: text(json['browser']) ?? '',
    isThis: json['is_this'] === true,
  };
}
