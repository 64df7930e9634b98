SELECT kind - 1 AS kind, word, (meaning -> 'weight')::numeric AS weight,
       (meaning -> 'daily_cap')::bigint AS daily_cap,
       (meaning -> 'makes_active')::boolean AS makes_active
FROM jsonb_array_elements(%(words)s::jsonb) WITH ORDINALITY AS of_kind (words, kind)
CROSS JOIN LATERAL jsonb_each(words) AS known (word, meaning)
