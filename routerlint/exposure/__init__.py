"""What the Internet can reach: evaluates a Device symbolically and explains every opening by its lines."""
