-- `started_at` of a step's row: the latest beginning of a chain of steps that ends with it.
pass_{n} AS (
    SELECT user_id, occurred_at, event_id, step,
           CASE WHEN step <> {n} THEN started_at
                WHEN occurred_at - {start} <= %(within)s THEN {start}
           END AS started_at
    FROM {before}
    WINDOW earlier AS (PARTITION BY user_id ORDER BY occurred_at, event_id, step DESC
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
