sum((d.trend_millionths
     * (%(trend_decay)s::float8[])[%(until)s - d.starts_on + 1])::bigint)
