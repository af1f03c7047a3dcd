"""Invariants of vouchers: single use, claims, causes, lineage, limits, and what is tallied.

Where people were merged, both ids mean one person: those statements resolve `person_alias`.
"""

from passalong.insights.audit.invariant import Invariant

INVARIANTS = (
    Invariant(
        "I05",
        "a voucher has at most one redemption that is not reversed",
        "SELECT count(*) FROM redemption",
        """
        SELECT merchant_id, voucher_id, count(*) FROM redemption WHERE reversed_at IS NULL
        GROUP BY merchant_id, voucher_id HAVING count(*) > 1
        """,
    ),
    Invariant(
        "I06",
        "a voucher is redeemed or converted exactly when it has a redemption that stands",
        "SELECT count(*) FROM voucher",
        """
        SELECT v.merchant_id, v.voucher_id, v.state FROM voucher v LEFT JOIN redemption r
          ON r.merchant_id = v.merchant_id AND r.voucher_id = v.voucher_id
         AND r.reversed_at IS NULL
        WHERE (v.state IN ('redeemed', 'converted')) <> (r.voucher_id IS NOT NULL)
        UNION ALL
        SELECT r.merchant_id, r.voucher_id, 'no voucher' FROM redemption r LEFT JOIN voucher v
          ON v.merchant_id = r.merchant_id AND v.voucher_id = r.voucher_id
        WHERE v.voucher_id IS NULL
        """,
    ),
    Invariant(
        "I07",
        "a voucher is claimed once, and never by its giver",
        "SELECT count(*) FROM pass WHERE source = 'voucher'",
        """
        SELECT merchant_id, voucher_id, count(*) FROM offer WHERE state = 'claimed'
        GROUP BY merchant_id, voucher_id HAVING count(*) > 1
        UNION ALL
        SELECT merchant_id, pass_id, 0 FROM pass WHERE giver_id = friend_id
        UNION ALL
        SELECT merchant_id, voucher_id, 0 FROM voucher WHERE giver_id = friend_id
        """,
    ),
    Invariant(
        "I08",
        "issued, claimed and redeemed follow each other in time, within validity, not ahead",
        "SELECT count(*) FROM voucher WHERE friend_id <> ''",
        """
        SELECT merchant_id, voucher_id, issued_at, claimed_at, redeemed_at FROM voucher
        WHERE claimed_at < issued_at OR redeemed_at < claimed_at OR converted_at < redeemed_at
           OR redeemed_at > expires_at + 86400000 OR claimed_at > expires_at
           OR redeemed_at > :now + 300000
        """,
    ),
    Invariant(
        "I09",
        "who redeemed had claimed; who converted paid an order of her own within the window",
        "SELECT count(*) FROM voucher WHERE state IN ('redeemed', 'converted')",
        """
        SELECT r.merchant_id, r.voucher_id, 'not claimed' FROM redemption r LEFT JOIN pass p
          ON p.merchant_id = r.merchant_id AND p.pass_id = r.voucher_id
        WHERE r.reversed_at IS NULL AND p.pass_id IS NULL
        UNION ALL
        SELECT v.merchant_id, v.voucher_id, 'not bought' FROM voucher v
        JOIN campaign_terms t ON t.merchant_id = v.merchant_id
         AND t.campaign_id = v.campaign_id AND t.version = v.version
        LEFT JOIN conversion c ON c.merchant_id = v.merchant_id AND c.voucher_id = v.voucher_id
        LEFT JOIN "order" o ON o.merchant_id = c.merchant_id AND o.order_id = c.order_id
        LEFT JOIN person_alias f ON f.merchant_id = v.merchant_id AND f.from_id = v.friend_id
        LEFT JOIN person_alias b ON b.merchant_id = o.merchant_id AND b.from_id = o.customer_id
        WHERE v.state = 'converted' AND (
             o.order_id IS NULL OR o.order_id <> v.order_id OR o.paid_at IS NULL
          OR coalesce(f.to_id, v.friend_id) <> coalesce(b.to_id, o.customer_id)
          OR v.converted_at >= v.redeemed_at + 86400000 * json_number(t.terms, convert_days))
        """,
    ),
    Invariant(
        "I10",
        "every voucher has its cause: a paid order, a trial, a seed, or an import",
        "SELECT count(*) FROM voucher",
        """
        SELECT merchant_id, cause_kind, cause_id FROM (
          SELECT merchant_id, cause_kind, cause_id, campaign_id, count AS vouchers FROM issue
          WHERE count > 0
          UNION ALL
          SELECT merchant_id, cause_kind, cause_id, campaign_id, -count(*) FROM voucher
          GROUP BY merchant_id, cause_kind, cause_id, campaign_id
        ) both_sides GROUP BY merchant_id, cause_kind, cause_id, campaign_id
        HAVING sum(vouchers) <> 0
        UNION ALL
        SELECT v.merchant_id, v.voucher_id, v.cause_id FROM voucher v LEFT JOIN "order" o
          ON o.merchant_id = v.merchant_id AND o.order_id = v.cause_id
        WHERE v.cause_kind = 'order' AND (o.order_id IS NULL OR o.paid_at IS NULL)
        UNION ALL
        SELECT v.merchant_id, v.voucher_id, v.cause_id FROM voucher v LEFT JOIN redemption r
          ON r.merchant_id = v.merchant_id AND r.voucher_id = substr(v.cause_id, 1, 22)
         AND (r.number = 1 OR v.cause_id = r.voucher_id || ':' || CAST(r.number AS text))
        WHERE v.cause_kind = 'trial' AND r.voucher_id IS NULL
        UNION ALL
        SELECT merchant_id, voucher_id, cause_id FROM voucher
        WHERE cause_kind = 'seed' AND cause_id NOT IN (
          SELECT json_text(body, seed_id) FROM journal WHERE name = 'seeds_given')
        """,
    ),
    Invariant(
        "I11",
        "a voucher stands one below the voucher through which its giver came",
        "SELECT count(*) FROM voucher",
        """
        SELECT v.merchant_id, v.voucher_id, v.depth FROM voucher v LEFT JOIN voucher p
          ON p.merchant_id = v.merchant_id AND p.voucher_id = v.parent_id
        WHERE (v.parent_id = '' AND v.depth <> 0)
           OR (v.parent_id <> '' AND (p.voucher_id IS NULL OR v.depth <> p.depth + 1))
        UNION ALL
        SELECT s.merchant_id, s.pass_id, s.depth FROM pass s JOIN voucher v
          ON v.merchant_id = s.merchant_id AND v.voucher_id = s.pass_id
        WHERE s.source = 'voucher' AND s.depth <> v.depth + 1
        """,
    ),
    Invariant(
        "I26",
        "no campaign gave more than its terms allow in vouchers, trials or budget",
        "SELECT count(*) FROM campaign",
        """
        SELECT y.merchant_id, y.campaign_id, y.issued, y.reserved, y.committed_minor
        FROM campaign_tally y JOIN campaign_terms t
          ON t.merchant_id = y.merchant_id AND t.campaign_id = y.campaign_id
        GROUP BY y.merchant_id, y.campaign_id, y.issued, y.reserved, y.committed_minor
        HAVING (count(*) = count(json_number(t.terms, vouchers_max))
                AND y.issued > max(json_number(t.terms, vouchers_max)))
            OR (count(*) = count(json_number(t.terms, trial_stock))
                AND y.reserved > max(json_number(t.terms, trial_stock)))
            OR (count(*) = count(json_number(t.terms, budget_minor))
                AND y.committed_minor > max(json_number(t.terms, budget_minor)))
        """,
    ),
    Invariant(
        "I29",
        "every redemption names who did it and where, and every reversal who and why",
        "SELECT count(*) FROM redemption",
        """
        SELECT merchant_id, voucher_id, number FROM redemption
        WHERE staff_id = '' OR shop_id = ''
           OR (reversed_at IS NOT NULL AND (reversed_by = '' OR reason_code = ''))
        """,
    ),
    Invariant(
        "I31",
        "who tried is who had claimed (commissions arrive with agents)",
        "SELECT count(*) FROM redemption",
        """
        SELECT r.merchant_id, r.voucher_id, r.number FROM redemption r
        JOIN voucher v ON v.merchant_id = r.merchant_id AND v.voucher_id = r.voucher_id
        LEFT JOIN person_alias a ON a.merchant_id = r.merchant_id AND a.from_id = r.friend_id
        LEFT JOIN person_alias b ON b.merchant_id = v.merchant_id AND b.from_id = v.friend_id
        WHERE r.reversed_at IS NULL
          AND coalesce(a.to_id, r.friend_id) <> coalesce(b.to_id, v.friend_id)
        """,
    ),
    Invariant(
        "H04",
        "an offered voucher has one open offer, its last; any other has none",
        "SELECT count(*) FROM offer",
        """
        SELECT v.merchant_id, v.voucher_id, v.state, count(o.turn) FROM voucher v
        LEFT JOIN offer o ON o.merchant_id = v.merchant_id AND o.voucher_id = v.voucher_id
         AND o.state = 'open'
        GROUP BY v.merchant_id, v.voucher_id, v.state, v.turn
        HAVING count(o.turn) <> (CASE WHEN v.state = 'offered' THEN 1 ELSE 0 END)
            OR max(o.turn) <> v.turn
        """,
    ),
    Invariant(
        "H05",
        "every claimed voucher is an edge of the cascade, between the same two people",
        "SELECT count(*) FROM voucher WHERE friend_id <> ''",
        """
        SELECT v.merchant_id, v.voucher_id, v.friend_id FROM voucher v LEFT JOIN pass p
          ON p.merchant_id = v.merchant_id AND p.pass_id = v.voucher_id
        WHERE (v.friend_id <> '') <> (p.pass_id IS NOT NULL)
           OR p.friend_id <> v.friend_id OR (v.friend_id = '') <> (v.claimed_at IS NULL)
        """,
    ),
    Invariant(
        "H06",
        "a campaign's tally counts its vouchers",
        "SELECT count(*) FROM campaign_tally",
        """
        SELECT merchant_id, campaign_id, min(whose) FROM (
          SELECT 'tally' AS whose, merchant_id, campaign_id, issued, unused, reserved, redeemed,
                 converted, committed_minor, spent_minor FROM campaign_tally
          UNION ALL
          SELECT 'vouchers', merchant_id, campaign_id, -count(*),
            -sum(CASE WHEN state IN ('expired', 'void') THEN 1 ELSE 0 END),
            -sum(CASE WHEN state IN ('claimed', 'redeemed', 'converted') THEN 1 ELSE 0 END),
            -sum(CASE WHEN state IN ('redeemed', 'converted') THEN 1 ELSE 0 END),
            -sum(CASE WHEN state = 'converted' THEN 1 ELSE 0 END),
            -sum(CASE WHEN state IN ('expired', 'void') THEN 0 ELSE cost_minor END),
            -sum(CASE WHEN state IN ('redeemed', 'converted') THEN cost_minor ELSE 0 END)
          FROM voucher GROUP BY merchant_id, campaign_id
        ) both_sides GROUP BY merchant_id, campaign_id
        HAVING sum(issued) <> 0 OR sum(unused) <> 0 OR sum(reserved) <> 0 OR sum(redeemed) <> 0
            OR sum(converted) <> 0 OR sum(committed_minor) <> 0 OR sum(spent_minor) <> 0
        """,
    ),
    Invariant(
        "H07",
        "a person's hold tally counts the claimed vouchers she has not used",
        "SELECT count(*) FROM hold_tally",
        """
        SELECT merchant_id, person_id, sum(told), sum(counted) FROM (
          SELECT h.merchant_id, coalesce(a.to_id, h.person_id) AS person_id,
                 h.holding AS told, 0 AS counted
          FROM hold_tally h LEFT JOIN person_alias a
            ON a.merchant_id = h.merchant_id AND a.from_id = h.person_id
          UNION ALL
          SELECT v.merchant_id, coalesce(a.to_id, v.friend_id), 0, 1
          FROM voucher v LEFT JOIN person_alias a
            ON a.merchant_id = v.merchant_id AND a.from_id = v.friend_id
          WHERE v.state = 'claimed'
        ) both_sides GROUP BY merchant_id, person_id HAVING sum(told) <> sum(counted)
        """,
    ),
    Invariant(
        "H08",
        "a person's claim tally counts her claims and the trials that stand, per campaign",
        "SELECT count(*) FROM claim_tally",
        """
        SELECT merchant_id, campaign_id, person_id, sum(claims), sum(trials) FROM (
          SELECT t.merchant_id, t.campaign_id, coalesce(a.to_id, t.person_id) AS person_id,
                 t.claims, t.trials
          FROM claim_tally t LEFT JOIN person_alias a
            ON a.merchant_id = t.merchant_id AND a.from_id = t.person_id
          UNION ALL
          SELECT p.merchant_id, p.campaign_id, coalesce(a.to_id, p.friend_id), -1, 0
          FROM pass p LEFT JOIN person_alias a
            ON a.merchant_id = p.merchant_id AND a.from_id = p.friend_id
          WHERE p.source = 'voucher'
          UNION ALL
          SELECT r.merchant_id, r.campaign_id, coalesce(a.to_id, r.friend_id), 0, -1
          FROM redemption r LEFT JOIN person_alias a
            ON a.merchant_id = r.merchant_id AND a.from_id = r.friend_id
          WHERE r.reversed_at IS NULL
        ) both_sides GROUP BY merchant_id, campaign_id, person_id
        HAVING sum(claims) <> 0 OR sum(trials) <> 0
        """,
    ),
    Invariant(
        "H09",
        "a person's give tally counts what she offered on each day",
        "SELECT count(*) FROM give_tally",
        """
        SELECT merchant_id, person_id, day, sum(offers) FROM (
          SELECT merchant_id, person_id, day, offers FROM give_tally
          UNION ALL
          SELECT o.merchant_id, v.giver_id, o.offered_at / 86400000, -1
          FROM offer o JOIN voucher v
            ON v.merchant_id = o.merchant_id AND v.voucher_id = o.voucher_id
        ) both_sides GROUP BY merchant_id, person_id, day HAVING sum(offers) <> 0
        """,
    ),
    Invariant(
        "H10",
        "every voucher was issued under terms that still stand as they were",
        "SELECT count(*) FROM voucher",
        """
        SELECT v.merchant_id, v.voucher_id, v.version FROM voucher v LEFT JOIN campaign_terms t
          ON t.merchant_id = v.merchant_id AND t.campaign_id = v.campaign_id
         AND t.version = v.version
        WHERE t.version IS NULL
        """,
    ),
)
