"""A desk in one file: taken while people work, looked through before it is trusted, put back."""
