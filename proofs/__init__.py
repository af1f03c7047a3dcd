"""The promises at full volume: each module proves one, with rounds, a seed and planted faults.

Small volumes of the same proofs run in tests/promises; speed beside peers lives in bench/.
"""
