-- The member's and the platform's day, where it is touched: between two times, or one of several.
       CASE WHEN own_at >= own_from THEN CASE WHEN own_at < own_until THEN own_at::date END
            WHEN own_from IS NULL AND own_days @> own_at::date THEN own_at::date
       END,
       CASE WHEN platform_at >= platform_from
            THEN CASE WHEN platform_at < platform_until THEN platform_at::date END
            WHEN platform_from IS NULL AND platform_days @> platform_at::date
            THEN platform_at::date
       END
