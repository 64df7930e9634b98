CASE WHEN since < %(first)s THEN changed ELSE -changed END
