"""Invariants of people: nobody is two, the forgotten stay forgotten, who brought whom is a forest.

Where people were merged, both ids mean one person: those statements resolve `person_alias`.
"""

from passalong.insights.audit.invariant import Invariant

INVARIANTS = (
    Invariant(
        "I28",
        "of a person who was erased nothing is left that names her",
        "SELECT count(*) FROM person WHERE erased_at IS NOT NULL",
        """
        SELECT p.merchant_id, p.person_id, 'detail' FROM person p JOIN person_detail d
          ON d.merchant_id = p.merchant_id AND d.person_id = p.person_id
        WHERE p.erased_at IS NOT NULL
        UNION ALL
        SELECT p.merchant_id, p.person_id, 'identity' FROM person p JOIN identity i
          ON i.merchant_id = p.merchant_id AND i.person_id = p.person_id
        WHERE p.erased_at IS NOT NULL
        UNION ALL
        SELECT p.merchant_id, p.person_id, 'key' FROM person p JOIN subject_key k
          ON k.merchant_id = p.merchant_id AND k.subject_id = p.person_id
        WHERE p.erased_at IS NOT NULL
        UNION ALL
        SELECT merchant_id, person_id, 'link' FROM person
        WHERE erased_at IS NOT NULL AND (link_lookup IS NOT NULL OR is_named)
        """,
    ),
    Invariant(
        "I30",
        "a phone, an e-mail or an external id belongs to one living person",
        "SELECT count(*) FROM identity",
        """
        SELECT merchant_id, kind, lookup FROM identity
        GROUP BY merchant_id, kind, lookup HAVING count(*) > 1
        UNION ALL
        SELECT i.merchant_id, i.kind, i.lookup FROM identity i LEFT JOIN person p
          ON p.merchant_id = i.merchant_id AND p.person_id = i.person_id
        WHERE p.person_id IS NULL OR p.erased_at IS NOT NULL OR p.merged_into <> ''
        """,
    ),
    Invariant(
        "H11",
        "whoever was brought stands one below her giver, under the same root",
        "SELECT count(*) FROM referral",
        """
        SELECT r.merchant_id, r.person_id, r.depth FROM referral r
        JOIN person p ON p.merchant_id = r.merchant_id AND p.person_id = r.person_id
         AND p.merged_into = ''
        LEFT JOIN referral g ON g.merchant_id = r.merchant_id AND g.person_id = r.giver_id
        LEFT JOIN person_alias x ON x.merchant_id = r.merchant_id AND x.from_id = r.root_id
        LEFT JOIN person_alias y ON y.merchant_id = g.merchant_id AND y.from_id = g.root_id
        WHERE NOT EXISTS (SELECT 1 FROM person_alias a
                          WHERE a.merchant_id = r.merchant_id AND a.to_id = r.giver_id)
          AND (r.person_id = r.giver_id OR r.person_id = r.root_id OR r.depth < 1
            OR (g.person_id IS NULL AND (r.depth <> 1 OR r.root_id <> r.giver_id))
            OR (g.person_id IS NOT NULL AND (r.depth <> g.depth + 1
                OR coalesce(x.to_id, r.root_id) <> coalesce(y.to_id, g.root_id))))
        """,
    ),
    Invariant(
        "H12",
        "the first giver who brought somebody stays her giver",
        "SELECT count(*) FROM referral WHERE source = 'voucher'",
        """
        SELECT r.merchant_id, r.person_id, p.pass_id FROM referral r JOIN pass p
          ON p.merchant_id = r.merchant_id AND p.friend_id = r.person_id
         AND p.source = 'voucher' AND p.at < r.at
        WHERE r.source = 'voucher' AND NOT EXISTS (SELECT 1 FROM person_alias a
          WHERE a.merchant_id = r.merchant_id AND a.to_id IN (r.person_id, p.giver_id))
        UNION ALL
        SELECT r.merchant_id, r.person_id, r.voucher_id FROM referral r LEFT JOIN voucher v
          ON v.merchant_id = r.merchant_id AND v.voucher_id = r.voucher_id
        WHERE r.source = 'voucher' AND v.voucher_id IS NULL
        """,
    ),
    Invariant(
        "H13",
        "how many somebody has brought is counted right",
        "SELECT count(*) FROM brought",
        """
        SELECT merchant_id, person_id, sum(people) FROM (
          SELECT merchant_id, person_id, people FROM brought
          UNION ALL
          SELECT r.merchant_id, coalesce(a.to_id, r.giver_id), -1
          FROM referral r
          JOIN person p ON p.merchant_id = r.merchant_id AND p.person_id = r.person_id
          LEFT JOIN person_alias a ON a.merchant_id = r.merchant_id AND a.from_id = r.giver_id
          WHERE p.merged_into = ''
        ) both_sides GROUP BY merchant_id, person_id HAVING sum(people) <> 0
        """,
    ),
    Invariant(
        "H14",
        "giver numbers run from 1 to the number of people met, without a gap",
        "SELECT count(*) FROM person",
        """
        SELECT p.merchant_id, count(*), max(p.number), min(t.people) FROM person p
        LEFT JOIN people_tally t ON t.merchant_id = p.merchant_id
        GROUP BY p.merchant_id
        HAVING count(*) <> max(p.number) OR count(*) <> coalesce(min(t.people), 0)
            OR min(p.number) <> 1
        """,
    ),
    Invariant(
        "H15",
        "every merchant's owners are counted, and the count is right",
        "SELECT count(*) FROM owner_tally",
        """
        SELECT merchant_id, sum(owners) FROM (
          SELECT merchant_id, owners FROM owner_tally
          UNION ALL
          SELECT merchant_id, -1 FROM staff WHERE role = 'owner' AND is_active
        ) both_sides GROUP BY merchant_id HAVING sum(owners) <> 0
        """,
    ),
    Invariant(
        "H16",
        "an alias leads straight to somebody who was not merged away",
        "SELECT count(*) FROM person_alias",
        """
        SELECT a.merchant_id, a.from_id, a.to_id FROM person_alias a
        LEFT JOIN person f ON f.merchant_id = a.merchant_id AND f.person_id = a.from_id
        LEFT JOIN person p ON p.merchant_id = a.merchant_id AND p.person_id = a.to_id
        WHERE p.person_id IS NULL OR p.merged_into <> '' OR f.merged_into = ''
        """,
    ),
    Invariant(
        "H23",
        "every tree is as big and as deep as it is tallied",
        "SELECT count(*) FROM tree_tally",
        """
        SELECT merchant_id, root_id, sum(people), max(told), max(seen) FROM (
          SELECT merchant_id, root_id, people, deepest AS told, 0 AS seen FROM tree_tally
          UNION ALL
          SELECT r.merchant_id, coalesce(a.to_id, r.root_id), -1, 0, r.depth
          FROM referral r
          JOIN person p ON p.merchant_id = r.merchant_id AND p.person_id = r.person_id
          LEFT JOIN person_alias a ON a.merchant_id = r.merchant_id AND a.from_id = r.root_id
          WHERE p.merged_into = ''
        ) both_sides GROUP BY merchant_id, root_id
        HAVING sum(people) <> 0 OR max(told) <> max(seen)
        """,
    ),
    Invariant(
        "H24",
        "all trees together are tallied as the trees one by one are",
        "SELECT count(*) FROM forest_tally",
        """
        SELECT merchant_id, sum(trees), sum(people) FROM (
          SELECT merchant_id, trees, people FROM forest_tally
          UNION ALL
          SELECT merchant_id, -1, -people FROM tree_tally WHERE people > 0
        ) both_sides GROUP BY merchant_id HAVING sum(trees) <> 0 OR sum(people) <> 0
        """,
    ),
)
