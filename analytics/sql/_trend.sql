sum(round((d.trend_value::float8 * power(2::float8, -extract(
    epoch FROM (%(until)s + 1)::timestamp AT TIME ZONE %(platform)s
             - (d.starts_on + 1)::timestamp AT TIME ZONE %(platform)s
)::float8 / (3600 * %(trend_half_life_hours)s)))::numeric, 6))
    FILTER (WHERE d.starts_on > %(until)s - %(trend_days)s)
