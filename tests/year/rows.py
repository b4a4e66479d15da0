"""Questions to the database that must find nothing: orphans, broken promises, and what is late unnoticed."""

from __future__ import annotations

from collections.abc import Mapping

TOGETHER = "('introduced', 'meeting', 'pilot', 'signed', 'delivered')"
BEFORE = "('suggested', 'rejected', 'recommended', 'accepted_by_demand', 'accepted_by_supply', 'declined')"
SINCE = "greatest(created_at, last_signed_in_at, let_in_at)"
KNOWN = "greatest(created_at, confirmed_at, let_in_at)"
# Since yesterday somebody may confirm account `a`: another manager of its organization or administrator.
CONFIRMABLE = """EXISTS (
            SELECT FROM accounts b WHERE b.active AND b.id <> a.id
              AND greatest(b.created_at, b.let_in_at) < CAST(:late AS timestamptz)
              AND (b.role = 'administrator' OR b.is_manager AND b.organization_id = a.organization_id))"""

PAIRS: Mapping[str, str] = {
    "introduced pairs without an introduction": f"""
        SELECT m.id FROM matches m LEFT JOIN introductions i ON i.match_id = m.id
        WHERE m.state IN {TOGETHER} AND i.id IS NULL""",
    "introductions of pairs that stand before one": f"""
        SELECT i.id FROM introductions i JOIN matches m ON m.id = i.match_id WHERE m.state IN {BEFORE}""",
    "answers in force of a pair that is back in review": """
        SELECT a.id FROM answers a JOIN matches m ON m.id = a.match_id
        WHERE a.revoked_at IS NULL AND m.state IN ('suggested', 'rejected')""",
    "half accepted pairs without the acceptance": """
        SELECT m.id FROM matches m WHERE m.state IN ('accepted_by_demand', 'accepted_by_supply')
        AND NOT EXISTS (SELECT FROM answers a WHERE a.match_id = m.id AND a.accepted AND a.revoked_at IS NULL
                        AND 'accepted_by_' || a.side = m.state)""",
    "recommended pairs on which no verdict stands": """
        SELECT m.id FROM matches m
        WHERE m.state IN ('recommended', 'accepted_by_demand', 'accepted_by_supply', 'declined')
        AND NOT EXISTS (SELECT FROM reviews r WHERE r.match_id = m.id AND r.undone_at IS NULL
                        AND r.verdict = 'recommend')""",
    "meetings ahead of pairs that are not together": f"""
        SELECT g.id FROM meetings g JOIN matches m ON m.id = g.match_id
        WHERE g.state IN ('offered', 'agreed') AND m.state NOT IN {TOGETHER}
          AND m.state NOT IN ('parked', 'closed')""",
    "pairs in talks that never met": """
        SELECT m.id FROM matches m WHERE m.state = 'meeting'
        AND NOT EXISTS (SELECT FROM meetings g WHERE g.match_id = m.id)""",
    "pairs in a pilot without its terms": """
        SELECT m.id FROM matches m WHERE m.state = 'pilot'
        AND NOT EXISTS (SELECT FROM pilots p WHERE p.match_id = m.id)""",
    "signed pairs without a confirmed signing": """
        SELECT m.id FROM matches m WHERE m.state IN ('signed', 'delivered') AND NOT EXISTS (
            SELECT FROM outcomes o
            WHERE o.match_id = m.id AND o.stage = 'signed' AND o.state = 'confirmed')""",
    "delivered pairs without a confirmed delivery": """
        SELECT m.id FROM matches m WHERE m.state = 'delivered' AND NOT EXISTS (
            SELECT FROM outcomes o
            WHERE o.match_id = m.id AND o.stage = 'delivered' AND o.state = 'confirmed')""",
    "outcomes confirmed by the side that claimed them": """
        SELECT o.id FROM outcomes o JOIN audit_events e
          ON e.entity_type = 'outcomes' AND e.entity_id = o.id AND e.action = 'outcome.confirm'
        JOIN accounts a ON a.id = e.actor_id JOIN accounts c ON c.id = o.account_id
        WHERE a.id = c.id OR a.organization_id = c.organization_id""",
    "signings whose file is not the one that was claimed": """
        SELECT o.id FROM outcomes o LEFT JOIN stored_files f ON f.id = o.file_id
        WHERE o.stage = 'signed' AND (f.id IS NULL OR o.amount_wan IS NULL
          OR o.file_sha256 IS DISTINCT FROM encode(sha256(f.content), 'hex'))""",
    "agreements that no outcome names": """
        SELECT f.id FROM stored_files f WHERE f.purpose = 'agreement'
        AND NOT EXISTS (SELECT FROM outcomes o WHERE o.file_id = f.id)""",
    "files of nobody": "SELECT id FROM stored_files WHERE organization_id IS NULL AND uploaded_by_id IS NULL",
    "pairs with a state to go back to that were never set aside": """
        SELECT id FROM matches WHERE (resumes_at IS NOT NULL) <> (state IN ('parked', 'closed'))""",
    "approaches answered otherwise than their pair": """
        SELECT a.id FROM approaches a JOIN matches m ON m.id = a.match_id
        WHERE a.state = 'turned_down' AND m.state IN ('recommended', 'introduced')
           OR a.state = 'recommended' AND m.state IN ('suggested', 'rejected')""",
    "pairs of one organization with itself that are under way": """
        SELECT m.id FROM matches m JOIN listings d ON d.id = m.demand_id JOIN listings s ON s.id = m.supply_id
        WHERE d.organization_id = s.organization_id AND m.state NOT IN ('rejected', 'closed', 'delivered')""",
}
CONSENTS: Mapping[str, str] = {
    "introductions not resting on an acceptance of each side": """
        SELECT i.id FROM introductions i
        JOIN answers d ON d.id = i.demand_answer_id JOIN answers s ON s.id = i.supply_answer_id
        WHERE NOT (d.accepted AND s.accepted AND d.side = 'demand' AND s.side = 'supply'
                   AND d.match_id = i.match_id AND s.match_id = i.match_id)""",
    "consents that ended without being withdrawn": """
        SELECT i.id FROM introductions i
        JOIN answers a ON a.id IN (i.demand_answer_id, i.supply_answer_id)
        LEFT JOIN consent_withdrawals w ON w.consent_id = a.id
        WHERE a.revoked_at IS NOT NULL AND w.id IS NULL""",
    "contacts seen without both consents": """
        SELECT d.id FROM disclosures d JOIN introductions i ON i.id = d.introduction_id
        WHERE 2 > (SELECT count(DISTINCT a.side) FROM answers a
            WHERE a.match_id = i.match_id AND a.accepted AND a.created_at < d.created_at
            AND (a.revoked_at IS NULL OR a.revoked_at > d.created_at))""",
    "contacts shown under another pair's consent": """
        SELECT d.id FROM disclosures d JOIN introductions i ON i.id = d.introduction_id
        JOIN answers a ON a.id = d.consent_id JOIN matches m ON m.id = i.match_id
        WHERE a.match_id <> i.match_id OR NOT a.accepted
           OR d.listing_id <> CASE a.side WHEN 'demand' THEN m.demand_id ELSE m.supply_id END""",
}
LISTINGS: Mapping[str, str] = {
    "published listings without a public text, a term or a contact": """
        SELECT l.id FROM listings l LEFT JOIN listing_contacts c ON c.listing_id = l.id
        WHERE l.state = 'published'
          AND (l.published_version_id IS NULL OR l.expires_on IS NULL OR c.listing_id IS NULL)""",
    "submitted listings that no submission waits for": """
        SELECT l.id FROM listings l WHERE l.state = 'submitted' AND NOT EXISTS (
            SELECT FROM listing_submissions s WHERE s.listing_id = l.id AND s.state = 'waiting')""",
    "submissions waiting for listings that are gone": """
        SELECT s.id FROM listing_submissions s JOIN listings l ON l.id = s.listing_id
        WHERE s.state = 'waiting' AND l.state NOT IN ('submitted', 'published')""",
    "rows left with an organization that was merged": """
        SELECT l.id FROM listings l JOIN organizations o ON o.id = l.organization_id WHERE o.state = 'merged'
        UNION SELECT a.id FROM accounts a JOIN organizations o ON o.id = a.organization_id
        WHERE o.state = 'merged'""",
    "merged organizations that lead nowhere": """
        SELECT id FROM organizations WHERE (state = 'merged') <> (merged_into_id IS NOT NULL)""",
    "verifications that wait for what is not handed in": """
        SELECT o.id FROM organizations o WHERE (o.state = 'submitted') <> EXISTS (
            SELECT FROM verifications v WHERE v.organization_id = o.id AND v.decision IS NULL)
        AND o.state <> 'merged'""",
}
ACCOUNTS: Mapping[str, str] = {
    "accounts that are in or out otherwise than their trail says": """
        SELECT a.id FROM accounts a WHERE a.active <> coalesce((
            SELECT e.to_state = 'active' FROM audit_events e WHERE e.entity_type = 'accounts'
            AND e.entity_id = a.id AND e.to_state IN ('active', 'inactive')
            ORDER BY e.id DESC LIMIT 1), true)""",
    "accounts suspended and yet in": "SELECT id FROM accounts WHERE active AND suspended_for IS NOT NULL",
    "erased accounts that say who they were": """
        SELECT a.id FROM accounts a JOIN audit_events e ON e.entity_type = 'accounts' AND e.entity_id = a.id
        WHERE e.action = 'account.erased' AND (a.active OR a.email NOT LIKE 'erased-%'
          OR EXISTS (SELECT FROM saved_searches s WHERE s.account_id = a.id)
          OR EXISTS (SELECT FROM notifications n WHERE n.account_id = a.id))""",
}
LATE: Mapping[str, str] = {
    "rejections that are over": """
        SELECT m.id FROM matches m JOIN listings d ON d.id = m.demand_id JOIN listings s ON s.id = m.supply_id
        WHERE m.state = 'rejected' AND m.rejected_until < :late
          AND d.state = 'published' AND s.state = 'published'""",
    "parkings that are over": """
        SELECT m.id FROM matches m JOIN listings d ON d.id = m.demand_id JOIN listings s ON s.id = m.supply_id
        WHERE m.state = 'parked' AND m.parked_until < :late
          AND d.state = 'published' AND s.state = 'published'""",
    "untouched suggestions whose listing has left the site": """
        SELECT m.id FROM matches m JOIN listings d ON d.id = m.demand_id JOIN listings s ON s.id = m.supply_id
        WHERE m.state = 'suggested' AND m.origin = 'engine' AND m.pinned_at IS NULL
          AND (d.state <> 'published' OR s.state <> 'published')
          AND NOT EXISTS (SELECT FROM reviews r WHERE r.match_id = m.id)
          AND NOT EXISTS (SELECT FROM approaches a WHERE a.match_id = m.id)
          AND NOT EXISTS (SELECT FROM follow_ups f WHERE f.match_id = m.id)
          AND :late > (SELECT coalesce(max(e.at), '-infinity') FROM audit_events e
                       WHERE e.entity_type = 'listings' AND e.entity_id IN (d.id, s.id))""",
    "terms that are over": "SELECT id FROM listings WHERE state = 'published' AND expires_on < :late",
    "listings near their end whose owners nobody told": """
        SELECT l.id FROM listings l WHERE l.state = 'published' AND l.reminders = 0
          AND l.expires_on < CAST(:late AS timestamptz) + interval '28 days'
          AND :late > (SELECT coalesce(max(e.at), '-infinity') FROM audit_events e
                       WHERE e.entity_type = 'listings' AND e.entity_id = l.id)""",
    "questions that nobody was reminded of": """
        SELECT q.id FROM questions q JOIN matches m ON m.id = q.match_id
        WHERE q.state IN ('asked', 'relayed', 'replied') AND q.stalled_at IS NULL
          AND m.state IN ('recommended', 'accepted_by_demand', 'accepted_by_supply')
          AND q.waiting_since < CAST(:late AS timestamptz) - interval '7 days'""",
    "accounts whose year is over that nobody was asked about": f"""
        SELECT id FROM accounts a WHERE active AND confirmation_asked_at IS NULL
          AND {KNOWN} < CAST(:late AS timestamptz) - interval '365 days'
          AND {CONFIRMABLE}""",
    "accounts that nobody confirmed in time": """
        SELECT id FROM accounts WHERE active
          AND confirmation_asked_at < CAST(:late AS timestamptz) - interval '30 days'""",
    "accounts that nobody uses and that were not warned": f"""
        SELECT id FROM accounts WHERE active AND idle_warned_at IS NULL
          AND {SINCE} < CAST(:late AS timestamptz) - interval '76 days'""",
    "accounts that were warned and stayed away": f"""
        SELECT id FROM accounts WHERE active
          AND idle_warned_at < CAST(:late AS timestamptz) - interval '14 days'
          AND {SINCE} < CAST(:late AS timestamptz) - interval '90 days'""",
    "saved searches that did not announce what is new": """
        SELECT s.id FROM saved_searches s JOIN accounts a ON a.id = s.account_id
        JOIN listings l ON s.query->'kinds' ? l.kind AND l.published_at > s.created_at
        WHERE a.active AND l.state = 'published' AND l.published_at < :late
          AND l.organization_id IS DISTINCT FROM a.organization_id
          AND NOT EXISTS (SELECT FROM saved_search_finds f WHERE f.search_id = s.id AND f.listing_id = l.id)
          AND NOT EXISTS (SELECT FROM audit_events e WHERE e.entity_type = 'listings' AND e.entity_id = l.id
                          AND e.to_state IS NOT NULL AND e.at > CAST(:late AS timestamptz))
          AND NOT EXISTS (SELECT FROM audit_events e WHERE e.entity_type = 'accounts' AND e.entity_id = a.id
                          AND e.to_state = 'active' AND e.at > CAST(:late AS timestamptz))""",
}
FAULTS: Mapping[str, str] = {**PAIRS, **CONSENTS, **LISTINGS, **ACCOUNTS}
