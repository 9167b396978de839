"""Rows of the conversation tables as our nouns."""

from typing import Any

from sqlalchemy import Row

from bot.conversation.model import (
    Author,
    Conversation,
    Event,
    EventType,
    Handoff,
    HandoffState,
    Message,
    Origin,
    Status,
)


def conversation(row: Row[Any]) -> Conversation:
    return Conversation(
        id=row.id,
        status=Status(row.status),
        language=row.language,
        created_at=row.created_at,
        customer_id=row.customer_id,
        audience=row.audience,
        page=row.page,
    )


def message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        author=Author(row.author),
        at=row.at,
        parts=tuple(row.parts),
        language=row.language,
    )


def message_event(row: Row[Any]) -> Event:
    kind = EventType.MESSAGE_REPLACED if row.replaces_stream else EventType.MESSAGE_ADDED
    return Event(row.conversation_id, kind, message(row).to_json(), row.event)


def event(row: Row[Any]) -> Event:
    return Event(row.conversation_id, EventType(row.type), row.payload, row.event)


def handoff(row: Row[Any]) -> Handoff:
    return Handoff(
        id=row.id,
        conversation_id=row.conversation_id,
        state=HandoffState(row.state),
        reason=row.reason,
        asked_at=row.asked_at,
        contact=row.contact,
        agent=row.agent,
        origin=Origin(row.origin),
        topic=row.topic,
        team=row.team,
        priority=row.priority,
        upset=row.upset,
        taken_at=row.taken_at,
        first_answer_at=row.first_answer_at,
        ended_at=row.ended_at,
        close_reason=row.close_reason,
    )
