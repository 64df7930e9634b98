greatest(occurred_at, CASE WHEN source = 'import' THEN occurred_at ELSE received_at END)
