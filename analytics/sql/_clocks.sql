-- What the clocks of the member and of the platform showed: by how far they were ahead of UTC, where
           -- that is the same on all touched days, else by the zone.
           own_from, own_until, own_days, platform_from, platform_until, platform_days,
           CASE WHEN own_ahead IS NULL THEN occurred_at AT TIME ZONE zone AT TIME ZONE 'UTC'
                ELSE occurred_at + own_ahead END AS own_at,
           CASE WHEN platform_ahead IS NULL
                THEN occurred_at AT TIME ZONE %(platform)s AT TIME ZONE 'UTC'
                ELSE occurred_at + platform_ahead END AS platform_at
